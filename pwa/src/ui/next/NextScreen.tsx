import { t } from '../../messages';
import { fetched } from '../../store';
import { SentChip } from '../card/SentChip';
import { DoorRow } from '../card/DoorRow';
import { Icon } from '../parts';
import { InstallCard } from '../shell/InstallCard';
import { lineOf } from './line';
import './next.css';
import { NextDoor } from './NextDoor';
import { AllReached, Coming, NoDoors } from './Nothing';
import type { Turn } from './order';
import { ProgressBar } from './ProgressBar';
import { progressOf } from './progress';
import { own, turns } from './turns';
import { UnfinishedForms } from './UnfinishedForms';

const ROWS = 12;

/** Until all has been fetched no number is whole: it says how many doors came so far, and whom to go to meanwhile. */
export function NextScreen() {
  const progress = progressOf(own.value.doors);
  const [first, ...rest] = turns.value;
  if (progress.known === 0) return <NoDoors />;
  const isOver = first === undefined || first.reason.type === 'appointment_later';
  return (
    <main class="next">
      <header class="next-head">
        <h1>{fetched.value ? sayLeft(progress.left) : t('door.next.partial', { n: progress.known })}</h1>
        {fetched.value && <SentChip />}
        <a class="button" data-kind="quiet" data-size="small" href="/list?find=1" aria-label={t('door.search')}>
          <Icon name="search" />
        </a>
      </header>
      {fetched.value && <ProgressBar progress={progress} scope={own.value.scope} />}
      <UnfinishedForms />
      {!isOver ? <NextDoor turn={first} /> : fetched.value ? <AllReached /> : <Coming />}
      <InstallCard />
      <Then turns={isOver && first !== undefined ? [first, ...rest] : rest} />
      <a class="button next-all" href="/list">
        {t(fetched.value ? 'door.next.all' : 'door.next.all_partial', { n: progress.known })}
      </a>
    </main>
  );
}

function sayLeft(left: number): string {
  return left > 0 ? t('door.next.left', { n: left }) : t('door.next.done');
}

function Then({ turns: following }: { readonly turns: readonly Turn[] }) {
  if (following.length === 0) return null;
  return (
    <section aria-labelledby="next-then">
      <h2 id="next-then" class="next-then">
        {t('door.next.then')}
      </h2>
      <ul>
        {following.slice(0, ROWS).map((turn) => (
          <li key={turn.door.id}>
            <DoorRow door={turn.door} line={lineOf(turn)} withPlace />
          </li>
        ))}
      </ul>
    </section>
  );
}
