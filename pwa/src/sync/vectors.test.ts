import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CardBody, CardWish, Command, Outcome, RequestEvent, RequestState } from '../protocol';
import { hiddenResidents, isClosedToVisits } from './contact';
import { stateOf } from './coverage';
import { foldPending, type Author, type ShownBody } from './pending';
import { stateAfter } from './requests';

/** The shared vectors, as the app judges them. Python runs the same files (tests/sync/test_vectors.py). */
interface Case<Input, Expected> {
  readonly name: string;
  readonly input: Input;
  readonly expected: Expected;
}

function vectors<Input, Expected>(name: string, rule: (input: Input) => Expected): void {
  const path = `../tests/vectors/${name}.json`; // from pwa/, where vitest runs
  const cases = JSON.parse(readFileSync(path, 'utf8')) as Case<Input, Expected>[];
  describe(name, () => {
    test.each(cases)('$name', ({ input, expected }) => expect(rule(input)).toEqual(expected));
  });
}

interface Visit {
  readonly id: string;
  readonly outcome: Outcome;
  readonly at: number;
  readonly voided: boolean;
  readonly counted: boolean;
}
interface Door {
  readonly visits: readonly Visit[];
  readonly door_closed_to_visits: boolean;
  readonly roll_vacant: boolean;
  readonly max_attempts: number | null;
}

vectors('coverage', ({ visits, door_closed_to_visits, roll_vacant, max_attempts }: Door) => {
  const facts = visits.map(({ voided, counted, ...visit }) => ({ ...visit, is_voided: voided, is_counted: counted }));
  return stateOf(facts, door_closed_to_visits, roll_vacant, max_attempts);
});

vectors('request_steps', ({ state, event }: { state: RequestState; event: RequestEvent }) => stateAfter(state, event));

interface Pending {
  readonly card: CardBody;
  readonly commands: readonly Command[];
  readonly author: Author;
}

vectors('pending', ({ card, commands, author }: Pending) => withoutMarks(foldPending(card, commands, author)));

/** What the server will make of it does not say whose work was still on the phone. */
function withoutMarks(body: ShownBody | null): CardBody | null {
  if (body === null) return null;
  const visits = body.visits.map(({ pending, ...visit }) => (pending === true ? visit : visit));
  return { ...body, visits };
}

interface Steps {
  readonly steps: readonly { readonly refuse?: Wish; readonly lift?: readonly string[] }[];
}
interface Wish {
  readonly id: string;
  readonly at: number;
  readonly resident_id: string | null;
}

/** A phone holds only wishes in force: what was lifted does not come back, and the visit's side is the server's to judge. */
vectors('wishes', ({ steps }: Steps): unknown => {
  const lifted = new Set<string>();
  let wishes: readonly CardWish[] = [];
  for (const { refuse, lift } of steps) {
    for (const id of lift ?? []) lifted.add(id);
    if (refuse !== undefined && !wishes.some((each) => each.id === refuse.id)) wishes = [...wishes, asCardWish(refuse)];
    wishes = wishes.filter((each) => !lifted.has(each.id));
  }
  return expect.objectContaining({
    in_force: wishes.map((each) => each.id),
    closed_to_visits: isClosedToVisits(wishes),
    hidden: [...hiddenResidents(wishes)],
  }) as unknown;
});

function asCardWish({ id, at, resident_id }: Wish): CardWish {
  return { id, at, resident_id, reason: '', by: '', review_on: null };
}
