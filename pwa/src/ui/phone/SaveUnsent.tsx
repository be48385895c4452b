import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { counts, lastFile, makeUnsentFile, noteFileKept, unsentFileState, type UnsentFile } from '../../store';
import { keepFile } from '../exports/keep';
import { Button, Icon } from '../parts';
import { clockTime } from './age';
import { now_ms } from './now';
import './save-unsent.css';

/** For a phone that cannot send: a copy of what is unsent, as a file that somebody else hands in. */
export function SaveUnsent() {
  const busy = useSignal(false);
  const said = useSignal<readonly string[]>([]);
  const failed = useSignal(false);
  const state = unsentFileState.value;
  const save = async (): Promise<void> => {
    busy.value = true;
    failed.value = false;
    try {
      said.value = await makeAndKeep();
    } catch {
      failed.value = true;
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="panel save-unsent" aria-labelledby="save-unsent-title">
      <h2 id="save-unsent-title">{t('core.file.title')}</h2>
      {state === 'nothing' && <p data-quiet>{t('core.file.nothing')}</p>}
      {(state === 'insecure' || state === 'no_key') && <Instead state={state} />}
      {state === 'ready' && (
        <>
          <p>{t('core.file.text')}</p>
          <Button icon="disk" disabled={busy.value} onClick={() => void save()}>
            {busy.value ? t('core.file.saving') : t('core.file.save')}
          </Button>
          <p data-quiet>{t('core.file.sealed')}</p>
        </>
      )}
      {failed.value && (
        <p class="field-problem" role="alert">
          {t('core.file.failed')}
        </p>
      )}
      <p role="status" class="save-unsent-said" hidden={said.value.length === 0}>
        <Icon name="check" />
        <span>
          {said.value.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </span>
      </p>
      {state !== 'nothing' && <Last />}
    </section>
  );
}

/** Without a key nothing can be sealed, and nothing readable may leave the phone: what to do instead. */
function Instead({ state }: { readonly state: 'insecure' | 'no_key' }) {
  const { on_phone } = counts.value;
  return (
    <>
      <p>{t(`core.file.${state}`)}</p>
      {on_phone > 0 && (
        <p>
          <b>{t('core.file.instead', { n: on_phone })}</b>
        </p>
      )}
    </>
  );
}

function Last() {
  const last = lastFile.value;
  if (last === null) return null;
  return <p data-quiet>{t('core.file.last', { n: last.pieces, time: clockTime(last.at, now_ms.value) })}</p>;
}

/** What to say of it; empty if its person thought better of it. */
async function makeAndKeep(): Promise<readonly string[]> {
  const made = await makeUnsentFile();
  if (made === null) return [t('core.file.nothing')]; // what could not be counted before turned out to be none
  const kept = await shareOrKeep(made);
  if (kept === 'nowhere') return [];
  noteFileKept(made);
  const said = [made.pieces > 0 ? t('core.file.saved', { n: made.pieces }) : t('core.file.saved_undone')];
  if (kept === 'downloads')
    said.push(t('core.file.where', { name: made.files.map(({ name }) => name).join(t('desk.list')) }));
  if (made.left_out.length > 0) said.push(t('core.file.left_out', { names: made.left_out.join(t('desk.list')) }));
  return said;
}

/** On a phone whoever holds it says where it goes, by WeChat or mail; elsewhere it is downloaded. */
async function shareOrKeep({ files }: UnsentFile): Promise<'shared' | 'downloads' | 'nowhere'> {
  const data = { files: [...files] };
  if (matchMedia('(pointer: coarse)').matches && navigator.canShare?.(data)) {
    try {
      await navigator.share(data);
      return 'shared';
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return 'nowhere';
    }
  }
  for (const file of files) keepFile({ name: file.name, blob: file });
  return 'downloads';
}
