import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { DoorRow } from '../card/DoorRow';
import { calendar, now } from '../card/now';
import { openAppointment } from '../card/appointment';
import { pastOf } from '../card/history';
import type { Door } from '../card/types';
import { agoWords, placeWords, triesWords, windowWords } from '../card/words';
import { Empty } from '../parts';

const PAGE = 60;

/** Doors in walking order under their building and entrance; drawn a page at a time as one scrolls. */
export function DoorList({ doors }: { readonly doors: readonly Door[] }) {
  const count = useSignal(PAGE);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) count.value += PAGE;
      },
      { rootMargin: '600px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [count]);
  if (doors.length === 0) return <Empty icon="list" title={t('door.list.none')} text={t('door.list.none_text')} />;
  return (
    <>
      {groupByPlace(doors.slice(0, count.value)).map(({ place, members }) => (
        <section key={place}>
          <h2 class="list-place">{place}</h2>
          <ul>
            {members.map((door) => (
              <li key={door.id}>
                <DoorRow door={door} line={lineOf(door)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div ref={end} />
    </>
  );
}

function groupByPlace(
  doors: readonly Door[],
): readonly { readonly place: string; readonly members: readonly Door[] }[] {
  const groups: { place: string; members: Door[] }[] = [];
  for (const door of doors) {
    const place = placeWords(door.card.household);
    const last = groups[groups.length - 1];
    if (last?.place === place) last.members.push(door);
    else groups.push({ place, members: [door] });
  }
  return groups;
}

/** What happened here last, or what is agreed. */
export function lineOf(door: Door): string | undefined {
  const appointment = openAppointment(door.card, calendar.value);
  if (appointment !== null) return t('door.next.why.appointment_later', { when: windowWords(appointment, now.value) });
  const past = pastOf(door.card, calendar.value);
  if (door.state === 'not_home') return triesWords(past) ?? undefined;
  return past.lastDay === null ? undefined : agoWords(Math.max(0, now.value.day - past.lastDay));
}
