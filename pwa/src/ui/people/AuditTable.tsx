import { t } from '../../messages';
import { sayClock } from '../board/words';
import type { AuditLine } from './wire';
import { sayAction, sayCounts } from './words';

/** Lines of the audit. Names are those people and things have now. */
export function AuditTable({ lines, now }: { readonly lines: readonly AuditLine[]; readonly now: number }) {
  return (
    <table class="grid-table stack-table audit-table">
      <caption class="visually-hidden">{t('people.audit.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('people.audit.when')}</th>
          <th scope="col">{t('people.audit.who')}</th>
          <th scope="col">{t('people.audit.what')}</th>
          <th scope="col">{t('people.audit.where')}</th>
          <th scope="col">{t('people.audit.counts')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <th scope="row">
              <time dateTime={new Date(line.at).toISOString()}>{sayClock(line.at, now)}</time>
            </th>
            <td data-label={t('people.audit.who')}>
              {line.person === null ? (
                t('people.audit.machine')
              ) : (
                <a href={`/desk/audit?person_id=${line.person.id}`}>{line.person.name}</a>
              )}
            </td>
            <td data-label={t('people.audit.what')}>{sayAction(line.action)}</td>
            <td data-label={t('people.audit.where')}>
              <About line={line} />
            </td>
            <td data-quiet data-label={t('people.audit.counts')}>
              {sayCounts(line)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function About({ line }: { readonly line: AuditLine }) {
  const { subject, subject_id, subject_name, team, area } = line;
  const where = [team, area].flatMap((each) => (each === null || each.id === subject_id ? [] : [each.name]));
  if (subject_name === null) return <span data-quiet>{where.join(' · ')}</span>;
  const place = where.map((name) => ` · ${name}`).join('');
  if (subject === 'person')
    return (
      <>
        <a href={`/desk/people/${subject_id}`}>{subject_name}</a>
        {place}
      </>
    );
  if (subject === 'team' || subject === 'roll')
    return (
      <>
        <a href={subject === 'team' ? `/desk/teams/${subject_id}` : `/desk/rolls/${subject_id}`}>{subject_name}</a>
        {place}
      </>
    );
  return (
    <>
      {subject_name}
      {place}
    </>
  );
}
