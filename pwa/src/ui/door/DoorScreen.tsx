import { useEffect } from 'preact/hooks';
import { doorOf } from '../../store';
import { calendar, now } from '../card/now';
import { pastOf } from '../card/history';
import { navigate, type ScreenProps } from '../router';
import { Answers } from './Answers';
import { Before } from './Before';
import { Bar } from './Bar';
import './door.css';
import { Differences } from './Differences';
import { Facts, Head } from './Head';
import { History } from './History';
import { More } from './More';
import { NotHere } from './NotHere';
import { People } from './People';
import { Requests } from './Requests';
import { lastSaved } from './saved';
import { Warnings } from './Warnings';

/** One household: what matters before knocking, then what came of it. */
export function DoorScreen({ params }: ScreenProps) {
  const id = params['id'] ?? '';
  useEffect(() => opensAsWhatItBecame(id), [id]);
  useEffect(
    () => () => {
      if (lastSaved.value?.door_id !== id) lastSaved.value = null;
    },
    [id],
  );
  const door = doorOf(id);
  if (door === undefined) return <NotHere id={id} />;
  const past = pastOf(door.card, calendar.value);
  return (
    <main class="door">
      <Head door={door} />
      <Warnings door={door} />
      <Facts door={door} />
      <Before door={door} past={past} now={now.value} />
      <Answers door={door} />
      <Differences card={door.card} />
      <Bar door={door} />
      <Requests door={door} />
      <People door={door} />
      <History door={door} />
      <More door={door} />
    </main>
  );
}

/**
 * Opened by an id that it had before it became part of another, a door goes on under the one that it has now: its card was seen, and what is
 * sent then says so. What was saved here just now is still to be undone where it was saved.
 */
function opensAsWhatItBecame(id: string): void {
  const now_id = doorOf(id)?.card.household.id ?? id;
  if (now_id !== id && lastSaved.value?.door_id !== id) navigate(`/door/${now_id}`, { replace: true });
}
