import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import type { AttentionItem } from '../board/wire';
import { sayAgo } from '../board/words';
import { Chip } from '../parts';
import { Closing } from '../desk/Closing';
import { AskBack } from './AskBack';
import { Parked, WorkRead } from './Parked';
import { SeenButton } from './SeenButton';
import { Settle } from './Settle';
import { sayAbout, sayOffline } from './words';

/** Where a door, a person and the doors of one are looked at: the desk and a leader's phone have pages of their own. A desk without a campaign has none for doors. */
export interface Paths {
  readonly doorPath: ((id: string) => string) | null;
  readonly personPath: (id: string) => string;
  /** The doors of a person that are still to be visited. */
  readonly doorsPath: ((person: string) => string) | null;
}

export interface ItemProps {
  readonly item: AttentionItem;
  readonly paths: Paths;
  readonly now: number;
  readonly onSettled: () => void;
}

/** One thing that waits: what it is, who did it, when, how long it lay on the phone, and what can be done about it. */
export function Item({ item, paths, now, onSettled }: ItemProps) {
  const { household_id: household, person, kind } = item;
  const isPhone = isAboutPhone(kind);
  const place = isPhone ? (person?.name ?? '') : sayDoor(item);
  const about = [place, sayAbout(item, now)].filter((part) => part !== '').join(' '); // what a button of it is for is heard before its verb
  return (
    <li>
      <div class="attention-what">
        <p>
          <b>{place}</b> <span>{sayAbout(item, now)}</span>
        </p>
        <p data-quiet>
          {sayWhoWhen(item, now)}
          {item.asked !== undefined && item.asked !== null && (
            <Chip tone="wait">
              {t('desk.attention.asked', { name: item.asked.person?.name ?? '', when: sayAgo(item.asked.at, now) })}
            </Chip>
          )}
        </p>
        {kind === 'parked' && item.is_elsewhere === true && <p>{t('desk.attention.elsewhere.about')}</p>}
        {item.needs_coordinator === true && <p>{t('desk.closing.by_coordinator')}</p>}
        {(kind === 'parked' || kind === 'held') && typeof item.body === 'string' && (
          <WorkRead text={item.body} buildings={item.buildings ?? []} />
        )}
      </div>
      <Conflict item={item} about={about} now={now} onSettled={onSettled} />
      <div class="attention-actions" role="group" aria-label={about}>
        {kind === 'close_proposed' && item.needs_coordinator !== true && typeof household === 'string' && (
          <Closing
            household={household}
            seen={item.version ?? null}
            label={item.label ?? ''}
            reason={item.reason}
            by={person?.id ?? null}
            onSettled={onSettled}
          />
        )}
        {kind === 'parked' && <Parked item={item} onSettled={onSettled} />}
        <SeenButton item={item} onSettled={onSettled} />
        <AskBack item={item} onSettled={onSettled} />
        {typeof household === 'string' && paths.doorPath !== null && (
          <Go href={paths.doorPath(household)}>{t('desk.attention.open')}</Go>
        )}
        {kind === 'silent' && person !== null && paths.doorsPath !== null && (
          <Go href={paths.doorsPath(person.id)}>{t('desk.attention.silent.doors')}</Go>
        )}
        {isPhone && person !== null && <Go href={paths.personPath(person.id)}>{t('desk.attention.person')}</Go>}
      </div>
    </li>
  );
}

function sayDoor({ label, is_elsewhere }: AttentionItem): string {
  return label ?? t(is_elsewhere === true ? 'desk.attention.elsewhere' : 'desk.attention.no_door');
}

const isAboutPhone = (kind: AttentionItem['kind']): boolean =>
  kind === 'silent' || kind === 'missing' || kind === 'doubtful';

/** Of a conflict each side says its own. */
function sayWhoWhen({ kind, person, at, made_at }: AttentionItem, now: number): string {
  if (kind === 'conflict') return '';
  if (isAboutPhone(kind)) return t('desk.phone.heard', { when: sayAgo(at, now) });
  const parts = [person?.name ?? t('desk.attention.nobody'), sayAgo(made_at ?? at, now), sayOffline(made_at, at)];
  return parts.filter((part) => part !== '').join(' · ');
}

function Go({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  return (
    <a class="button" data-kind="plain" data-size="small" href={href}>
      {children}
    </a>
  );
}

function Conflict({ item, about, now, onSettled }: Omit<ItemProps, 'paths'> & { readonly about: string }) {
  const { household_id: household, body, kept, other, buildings } = item;
  if (item.kind !== 'conflict' || typeof household !== 'string' || !isConflict(body)) return null;
  const resident = body.resident_id === undefined ? {} : { resident_id: body.resident_id };
  return (
    <Settle
      household={household}
      seen={item.version ?? null}
      about={about}
      field={body.field}
      kept={body.kept}
      other={body.other}
      {...resident}
      buildings={buildings}
      sides={{ kept: kept ?? null, other: other ?? null, now }}
      onSettled={onSettled}
    />
  );
}

interface ConflictBody {
  readonly field: string;
  readonly kept: unknown;
  readonly other: unknown;
  readonly resident_id?: string;
}

function isConflict(body: unknown): body is ConflictBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'field' in body &&
    typeof body.field === 'string' &&
    'kept' in body &&
    'other' in body
  );
}
