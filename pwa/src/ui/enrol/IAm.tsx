import { useState } from 'preact/hooks';
import { t, tCode } from '../../messages';
import { ApiProblem, enrol, SaveError, type Peeked } from '../../store';
import { Button } from '../parts';
import { navigate } from '../router';
import { problemText } from './problem';

interface Props {
  readonly code: string;
  readonly peeked: Peeked;
  readonly onAnother: () => void;
}

/** The code has been looked at, nothing is spent yet. */
export function IAm({ code, peeked, onAnother }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await enrol(code, peeked);
      navigate(peeked.role === 'coordinator' ? '/desk' : '/', { replace: true });
    } catch (error) {
      setProblem(said(error));
      setBusy(false);
    }
  };
  return (
    <section class="enrol-form">
      <p>{t('core.enrol.hello')}</p>
      <p class="enrol-name">{peeked.person.name}</p>
      <p>
        {[
          peeked.organization.name,
          ...peeked.teams.map((team) => team.name),
          tCode(`core.role.${peeked.role}`, peeked.role),
        ].join(' · ')}
      </p>
      <Button kind="primary" disabled={busy} onClick={() => void start()}>
        {busy ? t('core.enrol.starting') : t('core.enrol.start', { name: peeked.person.name })}
      </Button>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <Button kind="quiet" onClick={onAnother}>
        {t('core.enrol.not_me')}
      </Button>
      <p data-quiet>{t(peeked.role === 'coordinator' ? 'core.enrol.privacy.desk' : 'core.enrol.privacy')}</p>
    </section>
  );
}

function said(error: unknown): string {
  if (error instanceof SaveError) return t(`core.save.${error.code}`);
  return problemText(error instanceof ApiProblem ? error.code : 'unknown');
}
