import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import { type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { sayNumber } from '../board/words';
import { Button } from '../parts';
import { useOpenForm } from '../update';
import { AreaField, type AreaChoice } from './AreaField';
import { importRoll, previewRoll, undoRoll } from './calls';
import { Columns } from './Columns';
import { useRoll } from './follow';
import { asWire, problemOfMapping, proposed, type Mapping } from './mapping';
import { Outcome } from './Outcome';
import { isWorking, type Column, type Report, type Roll, type Sheet } from './wire';
import { sayCallProblem, sayField, sayLeft, sayRollProblem } from './words';

/** One file on its way in: what its columns hold, what it would change, what it did. */
export function OneRoll({ id }: { readonly id: string }) {
  const { roll, problem, again } = useRoll(id);
  const refused = useSignal<ApiProblem | null>(null);
  const busy = useSignal(false);
  const run = async (call: () => Promise<unknown>): Promise<void> => {
    busy.value = true;
    refused.value = null;
    try {
      await call();
    } catch (error) {
      refused.value = problemOf(error);
    } finally {
      busy.value = false;
      again();
    }
  };
  useOpenForm(roll !== null && (roll.state === 'read' || roll.state === 'previewed'));
  if (roll === null) return problem === null ? <p role="status">{t('core.loading')}</p> : <Trouble problem={problem} />;
  return (
    <>
      <header class="desk-head">
        <div>
          <h2>{roll.name}</h2>
          <p role="status" aria-live="polite">
            {tCode(`rolls.state.${roll.state}`, roll.state)}
          </p>
        </div>
        <a class="button" data-size="small" href="/desk/rolls">
          {t('rolls.another')}
        </a>
      </header>
      {problem !== null && <Trouble problem={problem} />}
      {refused.value !== null && (
        <p class="field-problem" role="alert">
          {sayCallProblem(refused.value)}
        </p>
      )}
      <Stage roll={roll} busy={busy.value} run={run} />
    </>
  );
}

interface StageProps {
  readonly roll: Roll;
  readonly busy: boolean;
  readonly run: (call: () => Promise<unknown>) => Promise<void>;
}

function Stage({ roll, busy, run }: StageProps) {
  if (isWorking(roll.state)) return <Progress roll={roll} />;
  const columns = roll.upload?.columns ?? [];
  switch (roll.state) {
    case 'read':
      return <Choosing key={roll.id} roll={roll} columns={columns} busy={busy} run={run} />;
    case 'previewed':
      return (
        <>
          {roll.report !== null && (
            <section class="panel">
              <h2>{t('rolls.preview')}</h2>
              <p>{t('rolls.preview.text')}</p>
              <Outcome report={roll.report} done={false} />
              <div class="head-actions">
                <Button kind="primary" icon="check" disabled={busy} onClick={() => void run(() => importRoll(roll.id))}>
                  {t('rolls.import', { n: roll.report.doors - roll.report.unchanged })}
                </Button>
              </div>
            </section>
          )}
          {columns.length > 0 && (
            <details class="panel">
              <summary>{t('rolls.change_columns')}</summary>
              <Choosing key={roll.id} roll={roll} columns={columns} busy={busy} run={run} />
            </details>
          )}
        </>
      );
    case 'failed':
      return (
        <section class="panel">
          <p class="field-problem" role="alert">
            {sayRollProblem(roll.problem ?? 'unknown')}
          </p>
          {roll.has_begun === true ? (
            <Begun roll={roll} busy={busy} run={run} />
          ) : (
            columns.length > 0 && <Choosing key={roll.id} roll={roll} columns={columns} busy={busy} run={run} />
          )}
        </section>
      );
    default:
      return <Done roll={roll} busy={busy} run={run} />;
  }
}

function Progress({ roll }: { readonly roll: Roll }) {
  const { done, of } = roll.progress ?? { done: 0, of: 0 };
  const said = of > 0 ? t('rolls.progress', { done: sayNumber(done), n: of }) : t('rolls.progress.reading');
  return (
    <section class="panel roll-progress">
      <progress
        aria-label={tCode(`rolls.state.${roll.state}`, roll.state)}
        {...(of > 0 ? { value: done, max: of } : {})}
      />
      <p>{said}</p>
      <p data-quiet>{t('rolls.progress.leave')}</p>
    </section>
  );
}

interface ChoosingProps extends StageProps {
  readonly columns: readonly Column[];
}

function Choosing({ roll, columns: first, busy, run }: ChoosingProps) {
  const sheet = useSignal(roll.sheet ?? roll.upload?.sheet ?? '');
  const sheets = roll.upload?.sheets ?? [];
  const shown = roll.upload?.others?.find(({ name }) => name === sheet.value) ?? roll.upload;
  const header = useSignal(roll.header_line ?? shown?.header_line ?? 0);
  const columns = columnsBelow(shown, header.value) ?? first;
  const mapping = useSignal<Mapping>(proposed(columns, roll.map));
  const turnTo = (name: string): void => {
    sheet.value = name;
    const other = roll.upload?.others?.find((each) => each.name === name) ?? roll.upload;
    header.value = other?.header_line ?? 0;
    mapping.value = proposed(other?.columns ?? first);
  };
  const readBelow = (line: number): void => {
    header.value = line;
    mapping.value = proposed(columnsBelow(shown, line) ?? first);
  };
  const area = useSignal<AreaChoice>({ id: roll.area?.id ?? null, name: roll.area?.name ?? roll.area_name ?? '' });
  const problem = problemOfMapping(mapping.value);
  const hasArea = area.value.id !== null || area.value.name !== '';
  const preview = (): Promise<Roll> => {
    const { id, name } = area.value;
    return previewRoll(roll.id, {
      map: asWire(mapping.value),
      ...(id === null ? { area_name: name } : { area_id: id }),
      ...(sheets.length > 1 && { sheet: sheet.value }),
      header_line: header.value,
    });
  };
  return (
    <section class="panel">
      <h2>{t('rolls.choose')}</h2>
      <AreaField chosen={area.value} onChoose={(choice) => (area.value = choice)} />
      {sheets.length > 1 && (
        <label class="desk-choice roll-sheet">
          {t('rolls.sheet')}
          <select value={sheet.value} onChange={(event) => turnTo(event.currentTarget.value)}>
            {sheets.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      )}
      {shown?.headers !== undefined && shown.headers.length > 0 && (
        <label class="desk-choice roll-header">
          {t('rolls.header.which')}
          <select value={header.value} onChange={(event) => readBelow(Number(event.currentTarget.value))}>
            {shown.headers.map(({ line, columns: titled }) => (
              <option key={line} value={line}>
                {sayHeader(line, titled)}
              </option>
            ))}
          </select>
        </label>
      )}
      {shown !== null && <p data-quiet>{sayFile(shown, roll.upload?.encoding ?? null)}</p>}
      <Columns columns={columns} mapping={mapping.value} onChange={(next) => (mapping.value = next)} />
      {problem.kind !== 'ok' && (
        <p class="field-problem" role="alert">
          {problem.kind === 'no_door'
            ? [t('rolls.map.no_door'), columns.length === 1 ? t('rolls.map.one_column') : ''].join(' ')
            : t('rolls.map.twice', { field: sayField(problem.field) })}
        </p>
      )}
      <div class="head-actions">
        <Button kind="primary" disabled={busy || problem.kind !== 'ok' || !hasArea} onClick={() => void run(preview)}>
          {busy ? t('desk.working') : t('rolls.preview.go')}
        </Button>
        {!hasArea && <p data-quiet>{t('rolls.area.missing')}</p>}
      </div>
    </section>
  );
}

function columnsBelow(sheet: Sheet | null, line: number): readonly Column[] | undefined {
  return sheet?.headers?.find((header) => header.line === line)?.columns ?? sheet?.columns;
}

function sayHeader(line: number, columns: readonly Column[]): string {
  if (line === 0) return t('rolls.header.none');
  const titles = columns.map(({ title }) => title).filter((title) => title !== '');
  return t('rolls.header.line', { n: line, titles: titles.slice(0, 6).join(' · ') });
}

function sayFile({ lines }: Sheet, encoding: string | null): string {
  return [
    t('rolls.file_lines', { n: lines }),
    encoding === null ? '' : t('rolls.encoding', { name: encoding.toUpperCase() }),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function Done({ roll, busy, run }: StageProps) {
  const { report } = roll;
  const undone = report?.undone ?? null;
  return (
    <section class="panel">
      {roll.state === 'undone' ? (
        <>
          <h2>{t('rolls.undone')}</h2>
          {undone !== null && (
            <>
              <p>{t('rolls.undone.count', { n: undone.taken_back })}</p>
              {undone.buildings > 0 && <p>{t('rolls.undone.buildings', { n: undone.buildings })}</p>}
              {undone.area && <p>{t('rolls.undone.area')}</p>}
              {undone.left_places.length > 0 && (
                <>
                  <p>{t('rolls.undone.left_places')}</p>
                  <ul class="roll-left">
                    {undone.left_places.map(({ id, kind, name, reason }) => (
                      <li key={id}>
                        {name} {tCode(`rolls.left_place.${kind}.${reason}`, reason)}
                      </li>
                    ))}
                  </ul>
                </>
              )}
              {undone.left.length > 0 && (
                <>
                  <p>{t('rolls.undone.left', { n: undone.left.length })}</p>
                  <ul class="roll-left">
                    {undone.left.map(({ household_id, door, reason }) => (
                      <li key={household_id}>
                        <a href={`/desk/doors?door=${household_id}`}>{door}</a> {sayLeft(reason)}
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </>
          )}
        </>
      ) : (
        <h2>{t('rolls.done')}</h2>
      )}
      {report !== null &&
        (roll.state === 'undone' ? (
          <details>
            <summary>{t('rolls.undone.was')}</summary>
            <Outcome report={report} done />
          </details>
        ) : (
          <Outcome report={report} done />
        ))}
      {roll.state === 'imported' && report !== null && <WhatNow report={report} />}
      {roll.state === 'imported' && report !== null && report.undo_id !== null && (
        <TakeBack roll={roll} busy={busy} run={run} />
      )}
    </section>
  );
}

/** An import that broke off goes on as it was chosen, or is taken back; so does an undo that did. */
function Begun({ roll, busy, run }: StageProps) {
  const isUndo = roll.report !== null && roll.report.undo_id !== null;
  return (
    <>
      {!isUndo && (
        <>
          <p>{t('rolls.begun')}</p>
          <div class="head-actions">
            <Button kind="primary" disabled={busy} onClick={() => void run(() => importRoll(roll.id))}>
              {t('rolls.begun.go_on')}
            </Button>
          </div>
        </>
      )}
      <TakeBack roll={roll} busy={busy} run={run} />
    </>
  );
}

function TakeBack({ roll, busy, run }: StageProps) {
  const sure = useSignal(false);
  return (
    <div class="head-actions">
      {sure.value ? (
        <>
          <p>{t('rolls.undo.sure')}</p>
          <Button kind="danger" icon="undo" disabled={busy} onClick={() => void run(() => undoRoll(roll.id))}>
            {t('rolls.undo.yes')}
          </Button>
          <Button onClick={() => (sure.value = false)}>{t('core.action.cancel')}</Button>
        </>
      ) : (
        <Button icon="undo" onClick={() => (sure.value = true)}>
          {t('rolls.undo')}
        </Button>
      )}
    </div>
  );
}

/** Where an import leads: to the values somebody must choose between, and to the campaign its new doors belong in. */
function WhatNow({ report }: { readonly report: Report }) {
  if (report.flagged === 0 && report.new === 0) return null;
  return (
    <section class="roll-next">
      <h3>{t('rolls.next')}</h3>
      {report.new > 0 && <p>{t('rolls.next.text')}</p>}
      <div class="head-actions">
        {report.new > 0 && (
          <a class="button" data-size="small" href="/desk/setup/campaigns">
            {t('rolls.next.campaigns')}
          </a>
        )}
        {report.flagged > 0 && (
          <a class="button" data-size="small" href="/desk/attention">
            {t('rolls.next.attention')}
          </a>
        )}
      </div>
    </section>
  );
}
