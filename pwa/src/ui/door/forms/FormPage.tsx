import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../../messages';
import { goBack } from '../../router';
import { Button, Icon } from '../../parts';
import { useMeasured } from '../../parts/measured';
import { doorNumber } from '../../card/words';
import type { Door } from '../../card/types';
import { BackLink } from '../BackLink';
import { saveAt, type Draft } from '../saved';
import { SaveProblem } from '../SaveProblem';
import type { Form } from './draft';
import './form-page.css';

interface Props<T extends object> {
  readonly door: Door;
  readonly title: string;
  readonly form: Form<T> | null;
  /** What is missing before it can be saved, in words; null if nothing is. */
  readonly missing: string | null;
  /** The commands the form makes; none if nothing was changed. */
  readonly drafts: () => readonly Draft[];
  /** How the saved work is called: "1203 见到了，已存在本机". */
  readonly what: string;
  readonly button?: string;
  readonly children: ComponentChildren;
  /** After the save, before the form closes. */
  readonly onSaved?: () => Promise<void>;
}

/** A form about one door: a heading, its questions, and one button under the thumb that says when all is on disk. */
export function FormPage<T extends object>({
  door,
  title,
  form,
  missing,
  drafts,
  what,
  button,
  children,
  onSaved,
}: Props<T>) {
  const saving = useSignal(false);
  const problem = useSignal<unknown>(null);
  const asked = useSignal(false);
  const foot = useRef<HTMLElement>(null);
  useMeasured(foot, '--bottom-bar');
  const home = `/door/${door.id}`;
  const keep = async (): Promise<void> => {
    asked.value = true;
    if (missing !== null || form === null || saving.value) return;
    saving.value = true;
    problem.value = null;
    try {
      const made = drafts();
      if (made.length > 0) await saveAt(door, made, what);
      await onSaved?.();
      await form.finish();
      goBack(home);
    } catch (error) {
      problem.value = error;
    } finally {
      saving.value = false;
    }
  };
  return (
    <form
      class="form-page"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <header>
        <BackLink to={home}>
          <b>{doorNumber(door.card.household)}</b> {door.card.household.door === null ? '' : door.card.household.name}
        </BackLink>
        <h1>{title}</h1>
      </header>
      {form?.isRestored === true && (
        <p class="form-restored" role="status">
          <Icon name="note" />
          <span>{t('door.form.restored')}</span>
          <Button size="small" onClick={form.restart}>
            {t('door.form.restart')}
          </Button>
        </p>
      )}
      {form !== null && <div class="form-fields">{children}</div>}
      <footer ref={foot}>
        <SaveProblem problem={problem.value} />
        {asked.value && missing !== null && (
          <p class="form-missing" role="alert">
            {missing}
          </p>
        )}
        <Button kind="primary" type="submit" disabled={form === null || saving.value}>
          {saving.value ? t('door.saving') : (button ?? t('door.save'))}
        </Button>
      </footer>
    </form>
  );
}
