import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Button, Chip, Icon, toast } from '../parts';
import { Ask } from './Ask';
import { isSilent } from './freshness';
import { reportLost } from './office';
import './phone-line.css';
import type { Phone } from './wire';
import { sayAgo, sayClock, sayUnsent } from './words';

interface Props {
  readonly phone: Phone;
  readonly person: string;
  readonly now: number;
  readonly onChanged: () => void;
}

/** One phone: silent since when, what it last said was unsent, and what to do if it is lost. */
export function PhoneLine({ phone, person, now, onChanged }: Props) {
  const asking = useSignal(false);
  const silent = isSilent(phone, now);
  const lose = async (): Promise<void> => {
    await reportLost(phone.replica);
    toast(t('desk.phone.lost.done'));
    onChanged();
  };
  return (
    <div class="phone-line" data-silent={silent}>
      <Icon name="phone" />
      <p>
        <b>{phone.device ?? t('desk.phone.unnamed')}</b>
        <span>
          {phone.lost_at !== null
            ? t('desk.phone.is_lost', { time: sayClock(phone.lost_at, now) })
            : silent && phone.last_seen_at !== null
              ? t('desk.phone.silent', { time: sayClock(phone.last_seen_at, now) })
              : t('desk.phone.heard', { when: sayAgo(phone.last_seen_at, now) })}
        </span>
        {phone.lost_at !== null && <span data-laden={phone.wiped_at === null}>{sayWipe(phone, now)}</span>}
        {phone.evicted_at !== null ? (
          <span data-laden="true">{sayEvicted(phone, phone.evicted_at, now)}</span>
        ) : (
          <span data-laden={(phone.unsent ?? 0) > 0}>{sayUnsent(phone, now)}</span>
        )}
        {(phone.attention ?? 0) > 0 && (
          <span data-laden="true">{t('desk.phone.attention', { n: phone.attention ?? 0 })}</span>
        )}
        {phone.lost_at !== null ? (
          <Chip tone="urgent" icon="ban">
            {t('desk.phone.lost')}
          </Chip>
        ) : silent ? (
          <Chip tone="wait" icon="warning">
            {t('desk.phone.is_silent')}
          </Chip>
        ) : null}
      </p>
      {phone.lost_at === null && (
        <Button
          size="small"
          kind="quiet"
          onClick={() => (asking.value = true)}
          aria-label={t('desk.phone.lost.of', { name: person })}
        >
          {t('desk.phone.lost.report')}
        </Button>
      )}
      {asking.value && (
        <Ask
          title={t('desk.phone.lost.title', { name: person })}
          verb={t('desk.phone.lost.verb')}
          danger
          onYes={lose}
          onClose={() => (asking.value = false)}
        >
          <p>{t('desk.phone.lost.text')}</p>
          <p>
            <b>{sayUnsent(phone, now)}</b>
            <br />
            {t(phone.unsent === 0 ? 'desk.phone.lost.all_sent' : 'desk.phone.lost.unsent')}
          </p>
        </Ask>
      )}
    </div>
  );
}

/** Of a phone whose browser threw its store away: how many records never came, as far as that can be told. */
function sayEvicted({ evicted_unsent: n }: Phone, at: number, now: number): string {
  const time = sayClock(at, now);
  return n === null || n === 0 // once told of phones whose count was behind
    ? t('desk.phone.evicted.unknown', { time })
    : t('desk.phone.evicted.some', { time, n });
}

/** Of a lost phone: never seen since, told to wipe itself, or wiped. */
function sayWipe({ wipe_asked_at, wiped_at }: Phone, now: number): string {
  if (wiped_at !== null) return t('desk.phone.wipe.done', { time: sayClock(wiped_at, now) });
  if (wipe_asked_at !== null) return t('desk.phone.wipe.asked', { time: sayClock(wipe_asked_at, now) });
  return t('desk.phone.wipe.never');
}
