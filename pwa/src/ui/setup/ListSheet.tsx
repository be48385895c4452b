import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t, tMaybe } from '../../messages';
import { newId, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { sayNumber } from '../board/words';
import { Button, Icon, Sheet, toast } from '../parts';
import { sayCallProblem } from '../rolls/words';
import { useOpenForm } from '../update';
import { listAreas, readAreaFile } from './calls';
import { readTextFile } from './text-file';
import type { ListedAreas } from './wire';

interface Chosen {
  readonly name: string;
  readonly text: string;
  readonly id: string;
  readonly told: ListedAreas;
}

const MOST_BYTES = 900_000;
const WORKBOOK = /\.(xlsx|xls|ods)$/i;

/** Brings a whole tree of areas in from a file: first what it would do, and every mistake with its line; then it is done. */
export function ListSheet({ onClose }: { readonly onClose: () => void }) {
  useOpenForm();
  const input = useRef<HTMLInputElement>(null);
  const chosen = useSignal<Chosen | null>(null);
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file === undefined) return;
    chosen.value = null;
    wrong.value = null;
    void attempt(async () => {
      const text = WORKBOOK.test(file.name)
        ? await readAreaFile(file)
        : file.size > MOST_BYTES
          ? ''
          : await readTextFile(file);
      if (text === null || text === '' || text.length > MOST_BYTES) {
        wrong.value = t(text === null ? 'setup.list.no_text' : 'setup.list.too_large');
        return;
      }
      const id = newId();
      chosen.value = { name: file.name, text, id, told: await listAreas(text, newId(), true) };
    });
  };
  const write = (): void => {
    const { current } = { current: chosen.value };
    if (current === null) return;
    void attempt(async () => {
      const told = await listAreas(current.text, current.id, false);
      if (!told.is_written) {
        chosen.value = { ...current, told };
        return;
      }
      toast(t('setup.list.done', { new: sayNumber(told.new), changed: sayNumber(told.changed) }));
      onClose();
    });
  };
  const told = chosen.value?.told;
  const makes = told === undefined ? 0 : told.new + told.changed;
  return (
    <Sheet
      title={t('setup.areas.list')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('core.action.cancel')}</Button>
          <Button
            kind="primary"
            disabled={busy.value || told === undefined || told.problems.length > 0 || makes === 0}
            onClick={write}
          >
            {busy.value ? t('desk.working') : t('setup.list.go', { n: makes })}
          </Button>
        </>
      }
    >
      <p>{t('setup.list.text')}</p>
      <div
        class="list-drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          take(event.dataTransfer?.files ?? null);
        }}
      >
        <input
          ref={input}
          type="file"
          accept=".csv,.txt,.xlsx,.xls,.ods,text/csv,text/plain"
          hidden
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <Button icon="receive" disabled={busy.value} onClick={() => input.current?.click()}>
          {t('setup.list.choose')}
        </Button>
        <p data-quiet>{chosen.value?.name ?? t('setup.list.columns')}</p>
      </div>
      {wrong.value !== null && (
        <p class="field-problem" role="alert">
          {wrong.value}
        </p>
      )}
      {problem.value !== null && (
        <p class="field-problem" role="alert">
          {sayCallProblem(problem.value)}
        </p>
      )}
      {told !== undefined && <Told told={told} />}
    </Sheet>
  );
}

function Told({ told }: { readonly told: ListedAreas }) {
  if (told.problems.length > 0)
    return (
      <section role="alert">
        <p class="list-refused">
          <Icon name="warning" /> {t('setup.list.refused', { n: told.problems.length })}
        </p>
        <ul class="list-problems">
          {told.problems.map(({ line, reason, value }) => (
            <li key={`${line} ${reason}`}>
              <b>{t('setup.list.line', { line })}</b> {tMaybe(`setup.list.why.${reason}`, { value }) ?? reason}
            </li>
          ))}
        </ul>
      </section>
    );
  const counts = { read: sayNumber(told.read), new: sayNumber(told.new), changed: sayNumber(told.changed) };
  return <p role="status">{t('setup.list.would', { ...counts, unchanged: sayNumber(told.unchanged) })}</p>;
}
