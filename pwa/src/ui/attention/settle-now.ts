import { api, type Card, type Draft } from '../../store';
import { mustBeDone, sayTold, writeNow } from '../board/write';
import { openAgain, type AsShown } from './settling';

/** A door as it is now: of what it has become part of, if it has, and that card's version. */
export async function shownNow(id: string): Promise<AsShown> {
  const { household, version } = await api.get<Pick<Card, 'household' | 'version'>>(`/api/households/${id}`);
  return { household: household.id, seen: version };
}

/** Writes what settles something at a door as it is now, says so, and offers to take that back by its name. */
export async function settleNow(
  household: string,
  make: (shown: AsShown) => Draft,
  done: string,
  onSettled: () => void,
): Promise<void> {
  const shown = await shownNow(household);
  const told = await writeNow([make(shown)]);
  const [id] = told.kind === 'done' ? told.ids : [];
  const takeBack = async (command: string): Promise<void> => {
    const back = await writeNow([openAgain(shown, command)]);
    onSettled();
    mustBeDone(back);
  };
  sayTold(told, done, id === undefined ? undefined : () => takeBack(id));
  onSettled();
}
