import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { newId, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { Button, FileDrop, Icon } from '../parts';
import { useOpenForm } from '../update';
import { handFileIn, lookAtFile, type HandedIn } from './calls';
import './hand-in.css';
import { newIn, sayBecame, sayCare, sayHolds, sayRefusal, sayTrouble } from './handing';

const MOST_BYTES = 8 * 1024 * 1024;

/** A file that is being handed in: looked at, and then taken in under one id. */
interface Handing {
  readonly file: File;
  readonly id: string;
  readonly phones: readonly HandedIn[];
  readonly is_done: boolean;
}

/** What a phone could not send, brought as a file: whose it is, and then into the server. */
export function HandIn({ onTaken, onClose }: { readonly onTaken: () => void; readonly onClose: () => void }) {
  useOpenForm();
  const title = useRef<HTMLHeadingElement>(null);
  const busy = useSignal(false);
  const handing = useSignal<Handing | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  useEffect(() => title.current?.focus(), []);
  const ask = async (work: () => Promise<Handing>): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      handing.value = await work();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  const look = (file: File) => ask(async () => ({ file, id: newId(), phones: await lookAtFile(file), is_done: false }));
  const take = ({ file, id }: Handing) =>
    ask(async () => {
      const phones = await handFileIn(file, id);
      onTaken();
      return { file, id, phones, is_done: true };
    });
  const now = handing.value;
  return (
    <section class="panel hand-in" aria-labelledby="hand-in-title">
      <div class="hand-in-head">
        <h2 id="hand-in-title" ref={title} tabIndex={-1}>
          {t('desk.handin.title')}
        </h2>
        <Button kind="quiet" size="small" icon="cross" aria-label={t('core.action.close')} onClick={onClose} />
      </div>
      {now === null ? (
        <FileDrop
          title={t('desk.handin.drop')}
          text={t('desk.handin.drop.text')}
          choose={t('desk.handin.choose')}
          working={t('desk.handin.reading')}
          busy={busy.value}
          wrongWith={wrongWith}
          onFile={(file) => void look(file)}
        />
      ) : (
        <Held
          handing={now}
          busy={busy.value}
          onTake={() => void take(now)}
          onAnother={() => {
            handing.value = null;
            problem.value = null;
            title.current?.focus();
          }}
        />
      )}
      {problem.value !== null && <Refused problem={problem.value} />}
    </section>
  );
}

function wrongWith(file: File, others: number): string {
  if (others > 0) return t('desk.handin.one');
  if (file.size === 0) return t('desk.handin.trouble.not_an_outbox');
  return file.size > MOST_BYTES ? t('desk.handin.trouble.too_large') : '';
}

function Refused({ problem }: { readonly problem: ApiProblem }) {
  return (
    <div class="hand-in-refused" role="alert">
      <Icon name="warning" />
      <p>
        {sayRefusal(problem)} <b>{t('desk.handin.safe')}</b>
      </p>
    </div>
  );
}

interface HeldProps {
  readonly handing: Handing;
  readonly busy: boolean;
  readonly onTake: () => void;
  readonly onAnother: () => void;
}

function Held({ handing: { phones, is_done }, busy, onTake, onAnother }: HeldProps) {
  const told = useRef<HTMLDivElement>(null);
  useEffect(() => told.current?.focus(), [is_done]);
  const count = newIn(phones);
  return (
    <div class="hand-in-held" ref={told} tabIndex={-1} role="status">
      {is_done && (
        <p class="hand-in-done">
          <Icon name="check" />
          <b>{t('desk.handin.done')}</b>
        </p>
      )}
      <ul>
        {phones.map((phone) => (
          <PhoneLine key={`${phone.replica} ${phone.trouble ?? ''}`} phone={phone} isDone={is_done} />
        ))}
      </ul>
      <p data-quiet>{is_done ? t('desk.handin.keep') : count === 0 ? t('desk.handin.none') : t('desk.handin.about')}</p>
      <div class="hand-in-actions">
        {!is_done && count > 0 && (
          <Button kind="primary" icon="receive" disabled={busy} onClick={onTake}>
            {busy ? t('desk.working') : t('desk.handin.take', { n: count })}
          </Button>
        )}
        <Button disabled={busy} onClick={onAnother}>
          {t('desk.handin.another')}
        </Button>
      </div>
    </div>
  );
}

function PhoneLine({ phone, isDone }: { readonly phone: HandedIn; readonly isDone: boolean }) {
  if (phone.trouble !== null) {
    return (
      <li class="hand-in-care">
        {t('desk.handin.part')} {sayTrouble(phone.trouble)}
      </li>
    );
  }
  const care = sayCare(phone);
  return (
    <li>
      <b>{phone.person?.name}</b>
      <span>{sayHolds(phone)}</span>
      {isDone && <span>{sayBecame(phone).join(' · ')}</span>}
      {care !== '' && !isDone && <span class="hand-in-care">{care}</span>}
    </li>
  );
}
