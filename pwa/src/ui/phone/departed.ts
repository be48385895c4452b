/** Doors that left this phone, as they are told: those that went together stand together. Pure. */
import type { Departure } from '../../store';

/** Of one reason, to one place, within minutes: the latest first. */
export type Departed = readonly [Departure, ...Departure[]];

const TOGETHER_MS = 10 * 60_000;
/** So many are told one by one. */
const FEW = 3;

/** `departures`: the latest first. */
export function departedOf(departures: readonly Departure[]): readonly Departed[] {
  const groups: [Departure, ...Departure[]][] = [];
  for (const each of departures) {
    const group = groups.find(
      ([first, ...rest]) =>
        first.reason === each.reason && first.to === each.to && (rest.at(-1) ?? first).at - each.at < TOGETHER_MS,
    );
    if (group === undefined) groups.push([each]);
    else group.push(each);
  }
  return groups.flatMap((group): readonly Departed[] =>
    group.length > FEW ? [group] : group.map((each): Departed => [each]),
  );
}
