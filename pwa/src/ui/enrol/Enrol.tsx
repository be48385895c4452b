import { useEffect, useState } from 'preact/hooks';
import { t } from '../../messages';
import { ApiProblem, peek, readCode, settings, type Peeked } from '../../store';
import { Empty } from '../parts';
import { readSurroundings } from '../shell/surroundings';
import { EnterCode } from './EnterCode';
import { IAm } from './IAm';
import { InstallFirst } from './InstallFirst';
import { LanguageRow } from './LanguageRow';
import { OnThisPhone } from './OnThisPhone';
import './enrol.css';
import { problemText } from './problem';

/** Who the phone is for: a code from the link, scanned or typed, is looked at, and spent only by "I am …, start". */
export function Enrol() {
  const [code, setCode] = useState(() => readCode(location.hash));
  const [peeked, setPeeked] = useState<Peeked | null>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const [inBrowser, setInBrowser] = useState(false);
  const { is_ios, is_installed } = readSurroundings();

  useEffect(() => {
    const readLink = () => setCode(readCode(location.hash));
    addEventListener('hashchange', readLink); // another link opened in the same tab loads nothing anew
    return () => removeEventListener('hashchange', readLink);
  }, []);

  useEffect(() => {
    if (code === '') return;
    setProblem(undefined);
    peek(code).then(setPeeked, (error: unknown) => {
      setProblem(problemText(error instanceof ApiProblem ? error.code : 'unknown'));
      setPeeked(null);
    });
  }, [code]);

  const another = () => {
    setCode('');
    setPeeked(null);
    setProblem(undefined);
  };
  const look = (typed: string) => (typed === code ? retry(typed) : setCode(typed));
  const retry = (same: string) => {
    setCode('');
    setTimeout(() => setCode(same));
  };

  return (
    <main class="enrol" data-language={settings.value.language}>
      <header>
        <img src="/icons/icon.svg" alt="" width="64" height="64" />
        <h1>{t('core.product.full')}</h1>
        <LanguageRow />
      </header>
      {is_ios && !is_installed && !inBrowser ? (
        <InstallFirst code={code} onStay={() => setInBrowser(true)} />
      ) : peeked !== null ? (
        <IAm code={code} peeked={peeked} onAnother={another} />
      ) : code !== '' && problem === undefined ? (
        <Empty icon="clock" title={t('core.enrol.looking')} />
      ) : (
        <>
          <EnterCode problem={problem} onCode={look} />
          <OnThisPhone />
        </>
      )}
    </main>
  );
}
