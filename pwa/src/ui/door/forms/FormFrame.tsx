import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../../messages';
import { Button, Icon } from '../../parts';
import { useArrival } from '../../parts/arrival';
import { useMeasured } from '../../parts/measured';
import { BackLink } from '../BackLink';
import { SaveProblem } from '../SaveProblem';
import './form-page.css';
import type { Saving } from './saving';

interface Props {
  readonly title: string;
  /** Where one came from, as a link. */
  readonly back: string;
  readonly backWords: ComponentChildren;
  readonly saving: Saving;
  readonly button: string;
  readonly isReady: boolean;
  /** Anything to say right above the button. */
  readonly notice?: ComponentChildren;
  readonly kind?: 'primary' | 'plain';
  /** Set when a half-typed form was taken up again: what begins it anew. */
  readonly onRestart: (() => void) | null;
  readonly children: ComponentChildren;
}

/** How every form looks: a heading, its questions, and one button under the thumb that says how far the save is. */
export function FormFrame({
  title,
  back,
  backWords,
  saving,
  button,
  isReady,
  notice,
  kind = 'primary',
  onRestart,
  children,
}: Props) {
  const foot = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useMeasured(foot, '--bottom-bar');
  useArrival(heading, title);
  return (
    <main>
      <form
        class="form-page"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void saving.start();
        }}
      >
        <header>
          <BackLink to={back}>{backWords}</BackLink>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </header>
        {onRestart !== null && (
          <p class="form-restored" role="status">
            <Icon name="note" />
            <span>{t('door.form.restored')}</span>
            <Button size="small" onClick={onRestart}>
              {t('door.form.restart')}
            </Button>
          </p>
        )}
        <div class="form-fields">{children}</div>
        <footer ref={foot}>
          <SaveProblem problem={saving.problem} />
          {notice}
          {saving.missing !== null && (
            <p class="form-missing" role="alert">
              {saving.missing}
            </p>
          )}
          <Button kind={kind} type="submit" disabled={!isReady || saving.isRunning}>
            {saving.isRunning ? t('door.saving') : button}
          </Button>
        </footer>
      </form>
    </main>
  );
}
