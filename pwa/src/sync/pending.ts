import type {
  AddHousehold,
  AdvanceRequest,
  CardBody,
  CardEvent,
  CardHousehold,
  CardRequest,
  CardVisit,
  Command,
  HouseholdFields,
  RecordVisit,
  Resident,
} from '../protocol';
import { stateAfter } from './requests';

/** A visit on a card; `pending` if it is this phone's own and no pulled card shows it yet. */
export type ShownVisit = CardVisit & { readonly pending?: boolean };
export type ShownBody = Omit<CardBody, 'visits'> & { readonly visits: readonly ShownVisit[] };

/** Whose work is folded in, and for which team it is done. */
export interface Author {
  readonly person_id: string;
  readonly person_name: string;
  readonly team_id: string | null;
  /** Names by id, of those for whom visits are typed in. */
  readonly people?: Readonly<Record<string, string>>;
}

/**
 * A card with this phone's own work on it, in the order of n. Fields show the value the person wrote: that is a
 * pending value, only the server judges fields. Null if there is neither a card nor the command that adds the door.
 */
export function foldPending(body: CardBody | null, commands: readonly Command[], author: Author): ShownBody | null {
  let shown: ShownBody | null = body;
  for (const command of withoutUndone(commands)) {
    if (command.type === 'add_household') shown ??= bodyOf(command);
    else if (shown !== null) shown = foldOne(shown, command, author);
  }
  return shown;
}

/** Own corrections that were taken back show no more. One that a card shows already stays, until the server has judged. */
function withoutUndone(commands: readonly Command[]): readonly Command[] {
  const undone = new Set(commands.flatMap((each) => (each.type === 'undo_correction' ? [each.correction_id] : [])));
  return undone.size === 0 ? commands : commands.filter(({ id }) => !undone.has(id));
}

function foldOne(body: ShownBody, command: Exclude<Command, AddHousehold>, author: Author): ShownBody {
  switch (command.type) {
    case 'correct_household':
      return { ...body, household: { ...body.household, ...flat(command.fields) } };
    case 'close_household':
      return {
        ...body,
        household: {
          ...body.household,
          closed: { reason: command.reason, by: author.person_id, at: command.at, confirmed: false },
        },
      };
    case 'reopen_household':
      return { ...body, household: { ...body.household, closed: null } };
    case 'add_resident':
      return {
        ...body,
        residents: addNew(body.residents, { ...noResident, id: command.id, ...command.fields }, 'last'),
      };
    case 'correct_resident':
      return {
        ...body,
        residents: changed(body.residents, command.resident_id, (each) => ({ ...each, ...command.fields })),
      };
    case 'record_visit':
      return withVisit(body, command, author);
    case 'void_visit':
      return withVoid(body, command, author);
    case 'raise_request':
      return withRequest(body, requestOf(command, author));
    case 'advance_request':
      return {
        ...body,
        requests: changed(body.requests, command.request_id, (each) => advanced(each, command, author)),
      };
    case 'comment_request':
      return {
        ...body,
        requests: changed(body.requests, command.request_id, (each) =>
          withEvent(each, eventOf(command.id, 'comment', command.at, author, true, command.text)),
        ),
      };
    case 'refuse_contact': {
      const { id, reason, at, review_on = null, resident_id = null } = command;
      const wish = { id, reason, at, by: author.person_id, review_on, resident_id };
      const wishes = addNew(body.do_not_contact, wish, 'last');
      return { ...body, do_not_contact: [...wishes].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)) };
    }
    case 'lift_contact':
      return { ...body, do_not_contact: body.do_not_contact.filter((wish) => !command.ids.includes(wish.id)) };
    case 'undo_correction':
    case 'withdraw':
    case 'park':
      return body;
  }
}

const noResident = {
  name: null,
  phone: null,
  birth_year: null,
  relation: null,
  needs: [],
  note: null,
  status: null,
} as const satisfies Omit<Resident, 'id'>;

/** Works on any card may be folded twice, once pulled and once as own: what has the id already is not added again. */
function addNew<T extends { readonly id: string }>(all: readonly T[], one: T, where: 'first' | 'last'): readonly T[] {
  if (all.some((each) => each.id === one.id)) return all;
  return where === 'first' ? [one, ...all] : [...all, one];
}

function changed<T extends { readonly id: string }>(
  all: readonly T[],
  id: string,
  change: (one: T) => T,
): readonly T[] {
  return all.map((each) => (each.id === id ? change(each) : each));
}

/** An address given as one field is its parts on the card. */
function flat({ address, ...fields }: HouseholdFields): Partial<CardHousehold> {
  if (address === undefined) return fields;
  const { building_id, entrance = null, floor = null, door = null } = address;
  return { ...fields, building_id, entrance, floor, door };
}

function withVisit(body: ShownBody, command: RecordVisit, author: Author): ShownBody {
  if (body.visits.some((visit) => visit.id === command.id)) return body;
  const { id, outcome, at, campaign_id, note = null, appointment = null, answers = null } = command;
  const made = { ...whose(command, author), team_id: author.team_id, campaign_id };
  const flags = { voided: null, after_wish: false, late: false, doubtful: false, counted: true, pending: true };
  const visit: ShownVisit = { id, outcome, at, ...made, note, appointment, answers, ...flags };
  const visits = [visit, ...body.visits].sort((a, b) => b.at - a.at || (b.id > a.id ? 1 : -1));
  return { ...body, visits, visit_count: body.visit_count + 1 };
}

/** Whose visit it is: of who knocked, also where somebody else typed it in. */
function whose({ for_person }: RecordVisit, { person_id, person_name, people }: Author) {
  if (for_person == null || for_person === person_id) return { by: person_id, by_name: person_name };
  return { by: for_person, by_name: people?.[for_person] ?? '', typed_by: person_id, typed_by_name: person_name };
}

/** A voided visit stays on the card; it no longer counts. */
function withVoid(body: ShownBody, command: Extract<Command, { type: 'void_visit' }>, author: Author): ShownBody {
  const voided = { reason: command.reason, by: author.person_id, at: command.at };
  const counts = body.visits.some((visit) => visit.id === command.visit_id && visit.voided === null);
  const visits = changed(body.visits, command.visit_id, (each) => ({ ...each, voided: each.voided ?? voided }));
  return { ...body, visits, visit_count: body.visit_count - (counts ? 1 : 0) };
}

function withRequest(body: ShownBody, request: CardRequest): ShownBody {
  const requests = addNew(body.requests, request, 'first');
  return { ...body, requests, request_count: body.request_count + requests.length - body.requests.length };
}

function requestOf(command: Extract<Command, { type: 'raise_request' }>, author: Author): CardRequest {
  const { id, category, text, at, urgency = 'normal', attachments = [] } = command;
  return {
    id,
    category,
    text,
    urgency,
    state: 'raised',
    round: 1,
    raised_by: author.person_id,
    raised_at: at,
    events: [],
    event_count: 0,
    attachments,
  };
}

function advanced(request: CardRequest, command: AdvanceRequest, author: Author): CardRequest {
  const state = stateAfter(request.state, command.event);
  const { text = null, rating = null, to = null, due_on = null } = command;
  const event = { ...eventOf(command.id, command.event, command.at, author, state !== null, text), rating, to, due_on };
  if (request.events.some((each) => each.id === command.id)) return request;
  return {
    ...withEvent(request, event),
    state: state ?? request.state,
    round: state === 'reopened' ? request.round + 1 : request.round,
  };
}

function eventOf(
  id: string,
  event: string,
  at: number,
  author: Author,
  taken: boolean,
  text: string | null,
): CardEvent {
  return { id, event, at, by: author.person_id, taken, text, rating: null, to: null, due_on: null };
}

function withEvent(request: CardRequest, event: CardEvent): CardRequest {
  if (request.events.some((each) => each.id === event.id)) return request;
  return { ...request, events: [...request.events, event], event_count: request.event_count + 1 };
}

function bodyOf(command: AddHousehold): ShownBody {
  const { household_id, id, building_id, entrance = null, floor = null, door = null, name = null } = command;
  const {
    phones = [],
    people_count = null,
    note = null,
    needs = [],
    roll_vacant = false,
    campaign_id = null,
  } = command;
  const facts = {
    name,
    phones,
    people_count,
    note,
    needs,
    roll_vacant,
    closed: null,
    added_in: campaign_id,
    aliases: [],
  };
  const household = { id: household_id ?? id, building_id, entrance, floor, door, ...facts };
  const nothing = { residents: [], visits: [], visit_count: 0, requests: [], request_count: 0 };
  return { household, ...nothing, do_not_contact: [], conflicts: [], conflict_count: 0 };
}
