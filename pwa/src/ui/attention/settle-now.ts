import { api, type Card, type Draft } from '../../store';
import { mustBeDone, sayTold, writeNow } from '../board/write';
import { openAgain } from './settling';

/** Writes what settles something at a door as it is now, says so, and offers to take that back by its name. */
export async function settleNow(
  household: string,
  make: (seen: number) => Draft,
  done: string,
  onSettled: () => void,
): Promise<void> {
  const { version } = await api.get<Pick<Card, 'version'>>(`/api/households/${household}`);
  const told = await writeNow([make(version)]);
  const [id] = told.kind === 'done' ? told.ids : [];
  const takeBack = async (command: string): Promise<void> => {
    const back = await writeNow([openAgain(household, version, command)]);
    onSettled();
    mustBeDone(back);
  };
  sayTold(told, done, id === undefined ? undefined : () => takeBack(id));
  onSettled();
}
