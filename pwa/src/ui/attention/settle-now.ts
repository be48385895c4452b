import { api, type Card, type Draft } from '../../store';
import { mustBeDone, sayTold, writeNow } from '../board/write';
import { openAgain, type AsShown } from './settling';

/** A door as it is now: of what it has become part of, if it has, and that card's version. For what names its word itself, and overrules nobody. */
export async function shownNow(id: string): Promise<AsShown> {
  const { household, version } = await api.get<Pick<Card, 'household' | 'version'>>(`/api/households/${id}`);
  return { household: household.id, seen: version };
}

/**
 * Writes what settles something at a door, says so, and offers to take that back by its name. The draft has seen what stood on the screen
 * and no more, under the id that it stood there: what others said since is not overruled, also where the door is part of another by now.
 */
export async function settleNow(draft: Draft, done: string, onSettled: () => void): Promise<void> {
  const told = await writeNow([draft]);
  const [id] = told.kind === 'done' ? told.ids : [];
  const takeBack = async (command: string): Promise<void> => {
    const back = await writeNow([openAgain({ household: draft.household_id, seen: draft.seen }, command)]);
    onSettled();
    mustBeDone(back);
  };
  sayTold(told, done, id === undefined ? undefined : () => takeBack(id));
  onSettled();
}
