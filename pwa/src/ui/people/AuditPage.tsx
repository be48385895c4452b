import { t } from '../../messages';
import { useNow } from '../board/clock';
import { withQuery } from '../board/office';
import { Trouble } from '../board/Trouble';
import { Button, Chip, Empty } from '../parts';
import { navigate } from '../router';
import { ACTIONS } from './actions';
import { AuditTable } from './AuditTable';
import { usePages } from './pages';
import './people.css';
import type { AuditPage as Page } from './wire';
import { sayAction } from './words';

/** Who did what at the desks, the latest first. What is asked for lives in the address. */
export function AuditPage({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const now = useNow();
  const wanted = {
    action: query['action'] ?? '',
    person_id: query['person_id'] ?? '',
    subject_id: query['subject_id'] ?? '',
  };
  const path = withQuery('/api/audit', wanted);
  const { pages, busy, problem, more, reload } = usePages<Page>(path, (before) =>
    withQuery('/api/audit', { ...wanted, before }),
  );
  const lines = pages.flatMap((page) => page.lines);
  const by = wanted.person_id === '' ? null : lines.find(({ person }) => person?.id === wanted.person_id)?.person;
  const go = (change: Partial<typeof wanted>): void =>
    navigate(withQuery('/desk/audit', { ...wanted, ...change }), { replace: true });
  return (
    <>
      <header class="desk-head">
        <div>
          <h1>{t('people.audit.title')}</h1>
          <p data-quiet>{t('people.audit.about')}</p>
        </div>
      </header>
      <div class="people-choices">
        <label class="desk-choice">
          <span>{t('people.audit.kind')}</span>
          <select value={wanted.action} onChange={(event) => go({ action: event.currentTarget.value })}>
            <option value="">{t('people.audit.any')}</option>
            {ACTIONS.map((action) => (
              <option key={action} value={action}>
                {sayAction(action)}
              </option>
            ))}
          </select>
        </label>
        {(wanted.person_id !== '' || wanted.subject_id !== '') && (
          <div class="head-actions">
            {by !== null && by !== undefined && <Chip>{t('people.audit.by', { name: by.name })}</Chip>}
            <Button size="small" icon="cross" onClick={() => go({ person_id: '', subject_id: '' })}>
              {t('people.audit.any')}
            </Button>
          </div>
        )}
      </div>
      {problem !== null && <Trouble problem={problem} onRetry={reload} />}
      {lines.length > 0 ? (
        <div class="stacks panel">
          <AuditTable lines={lines} now={now} />
        </div>
      ) : busy ? (
        <p role="status">{t('core.loading')}</p>
      ) : (
        problem === null && <Empty icon="note" title={t('people.audit.none')} text={t('people.audit.none.text')} />
      )}
      {more !== null && <Button onClick={more}>{t('people.audit.more')}</Button>}
    </>
  );
}
