import { useState } from 'preact/hooks';
import { t } from '../../messages';
import { readCode } from '../../store';
import { Button, Field } from '../parts';
import { canScan } from './detector';
import { Scan } from './Scan';

interface Props {
  readonly problem: string | undefined;
  readonly onCode: (code: string) => void;
}

export function EnterCode({ problem, onCode }: Props) {
  const [typed, setTyped] = useState('');
  const [short, setShort] = useState(false);
  const [scanning, setScanning] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const code = readCode(typed);
    setShort(code.length !== 10);
    if (code.length === 10) onCode(code);
  };
  return (
    <form class="enrol-form" onSubmit={submit}>
      <h2>{t('core.enrol.code.title')}</h2>
      <p>{t('core.enrol.code.text')}</p>
      <Field
        label={t('core.enrol.code.label')}
        value={typed}
        onInput={setTyped}
        hint={t('core.enrol.code.hint')}
        problem={short ? t('core.enrol.code.short') : problem}
        maxLength={200}
      />
      <Button kind="primary" type="submit">
        {t('core.enrol.code.go')}
      </Button>
      {canScan() && (
        <Button icon="camera" onClick={() => setScanning(true)}>
          {t('core.enrol.scan')}
        </Button>
      )}
      {scanning && (
        <Scan
          onClose={() => setScanning(false)}
          onFound={(text) => {
            setScanning(false);
            onCode(readCode(text));
          }}
        />
      )}
    </form>
  );
}
