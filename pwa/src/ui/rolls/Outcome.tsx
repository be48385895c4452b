import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { sayNumber } from '../board/words';
import { Button } from '../parts';
import type { Account, Problem, Report, Sample } from './wire';
import { sayChange, sayReason } from './words';

const KINDS = ['new', 'changed', 'flagged', 'unchanged'] as const;
const SHOWN = 50;
const EXAMPLES = 8;

/** What a file brings, or brought: the doors, the account of its lines, and each line that is not what it should be. */
export function Outcome({ report, done }: { readonly report: Report; readonly done: boolean }) {
  return (
    <>
      <dl class="roll-counts">
        {KINDS.map((kind) => (
          <div key={kind} data-kind={kind}>
            <dt>{t(`rolls.count.${kind}`)}</dt>
            <dd>{sayNumber(report[kind])}</dd>
            <dd data-quiet>
              {t(`rolls.count.${kind}.means`)}{' '}
              {kind === 'flagged' && done && report.flagged > 0 && (
                <a href="/desk/attention">{t('rolls.count.flagged.open')}</a>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <AccountLine account={report.lines} />
      {report.problems.some(({ reason }) => reason === 'list_of_people') && !done && (
        <p class="notice-box">{t('rolls.reason.list_of_people')}</p>
      )}
      {report.sample !== null && !done && <Samples sample={report.sample} />}
      <Problems problems={report.problems.filter(({ reason }) => reason !== 'list_of_people')} />
    </>
  );
}

/** The lines of the file, added up in view: nobody has to believe it. */
function AccountLine({ account }: { readonly account: Account }) {
  const parts = ['doors', 'joined', 'skipped', 'refused'] as const;
  const people = account.people ?? 0;
  return (
    <p class="roll-account">
      <b>{t('rolls.lines.read', { n: account.read })}</b>
      {' = '}
      {parts.map((part, place) => (
        <span key={part}>
          {place > 0 && ' + '}
          {t(`rolls.lines.${part}`, { n: account[part] })}
        </span>
      ))}
      {people > 0 && <> · {t('rolls.lines.people', { n: people, homes: sayNumber(account.homes ?? 0) })}</>}
    </p>
  );
}

function Samples({ sample }: { readonly sample: NonNullable<Report['sample']> }) {
  const kinds = (['new', 'changed', 'flagged'] as const).filter((kind) => sample[kind].length > 0);
  const known = sample.known_as;
  if (kinds.length === 0 && known.length === 0) return null;
  return (
    <div class="roll-samples">
      {known.length > 0 && (
        <section>
          <h3>{t('rolls.sample.known_as')}</h3>
          <ul>
            {known.map(({ said, name }) => (
              <li key={said}>{t('rolls.sample.known_as.one', { said, name })}</li>
            ))}
          </ul>
        </section>
      )}
      {kinds.map((kind) => (
        <section key={kind}>
          <h3>{t(`rolls.sample.${kind}`)}</h3>
          <ul>
            {sample[kind].slice(0, EXAMPLES).map((each, place) => (
              <Line key={place} each={each} isFlagged={kind === 'flagged'} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Line({ each, isFlagged }: { readonly each: Sample; readonly isFlagged: boolean }) {
  const change = sayChange(each, isFlagged);
  return (
    <li>
      <b>{each.door}</b> {change === '' ? (each.name ?? '') : change}
    </li>
  );
}

function Problems({ problems }: { readonly problems: readonly Problem[] }) {
  const all = useSignal(false);
  if (problems.length === 0) return <p>{t('rolls.problems.none')}</p>;
  const shown = all.value ? problems : problems.slice(0, SHOWN);
  return (
    <section class="roll-problems">
      <h3>{t('rolls.problems', { n: problems.length })}</h3>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t('rolls.problems.table')}>
        <table class="grid-table">
          <caption class="visually-hidden">{t('rolls.problems.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('rolls.problems.line')}</th>
              <th scope="col">{t('rolls.problems.reason')}</th>
              <th scope="col">{t('rolls.problems.text')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((problem, place) => (
              <tr key={place}>
                <th scope="row">{problem.line}</th>
                <td>{sayReason(problem)}</td>
                <td data-quiet>{problem.text ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < problems.length && (
        <Button size="small" onClick={() => (all.value = true)}>
          {t('rolls.problems.all', { n: problems.length })}
        </Button>
      )}
    </section>
  );
}
