import type { Assignment, Command, State } from '../protocol';
import { stateOf } from '../sync/coverage';
import { foldPending, type ShownBody, type ShownVisit } from '../sync/pending';
import type { Memory, OwnWork } from './memory';
import type { MembershipRow } from './schema';
import type { Door, Reference, Session } from './types';

/** One household as the screens see it, or null if it is not (or no longer) on this phone. */
export function foldDoor(id: string, memory: Memory, reference: Reference, session: Session): Door | null {
  const held = memory.bodies.get(id);
  const memberships = memory.memberships.get(id) ?? [];
  const own = memory.own.get(id) ?? [];
  const added = addedHere(own);
  if (memberships.length === 0 && added === null) return null;
  const assignment = memberships[0]?.assignment ?? added ?? nowhere;
  const folded = foldPending(held?.body ?? null, own.map(corrected), authorOf(session, assignment, reference));
  if (folded === null) return null;
  const body = { ...folded, visits: marked(folded.visits, own) };
  const { state, tries } = coverage(body, own, memberships[0] ?? null, assignment, reference);
  const card = { ...body, version: held?.version ?? 0, tag: memberships[0]?.tag ?? 0, assignment, state };
  const seen = seenBy(own, held?.version ?? null);
  const pending = own.filter((each) => each.is_unsent).length;
  return { id, card, state, tries, seen, pending, team_ids: teamsOf(memberships, assignment) };
}

const nowhere: Assignment = { campaign_id: '', team_id: null, person_id: null, epoch: 0 };

/** The assignment of a door that this phone added and no pulled card shows yet. */
function addedHere(own: readonly OwnWork[]): Assignment | null {
  for (const { work } of own) {
    if (work.command.type !== 'add_household') continue;
    const { campaign_id, team_id } = work.command;
    return { ...nowhere, campaign_id: campaign_id ?? '', team_id: team_id ?? null };
  }
  return null;
}

/** The phone's clock, set right as far as it knew when the person acted; and never before the last word from the server (S-40). */
function corrected({ work: { command } }: OwnWork): Command {
  const at = command.at + (command.offset ?? 0);
  return { ...command, at: command.heard == null ? at : Math.max(at, command.heard) };
}

/** Of own visits that no card shows yet, the server may have some already: only the others are on this phone alone. */
function marked(visits: readonly ShownVisit[], own: readonly OwnWork[]): readonly ShownVisit[] {
  if (own.length === 0) return visits;
  const unsent = new Set(own.filter((each) => each.is_unsent).map(({ work }) => work.command.id));
  return visits.map((visit) => (visit.pending === true ? { ...visit, pending: unsent.has(visit.id) } : visit));
}

function authorOf(session: Session, assignment: Assignment, { members }: Reference) {
  const people = Object.fromEntries([...members.values()].map(({ id, name }) => [id, name]));
  return { person_id: session.person.id, person_name: session.person.name, team_id: assignment.team_id, people };
}

/**
 * Where own work shows, what was seen is the least that work had seen; null if some had seen no card at all. What is held stands
 * over newer cards for days, and counts only where its values are shown in the place of theirs.
 */
function seenBy(own: readonly OwnWork[], version: number | null): number | null {
  const shown = own.filter(({ is_held, work }) => !is_held || work.command.type === 'correct_household');
  return shown.reduce<number | null>((least, { work }) => {
    const seen = work.command.seen ?? null;
    return least === null || seen === null ? null : Math.min(least, seen);
  }, version);
}

function coverage(
  body: ShownBody,
  own: readonly OwnWork[],
  membership: MembershipRow | null,
  assignment: Assignment,
  reference: Reference,
): { state: State; tries: number } {
  const visits = body.visits.map((visit) => ({
    id: visit.id,
    outcome: visit.outcome,
    at: visit.at,
    is_voided: visit.voided !== null,
    is_counted: visit.counted && visit.campaign_id === assignment.campaign_id,
  }));
  const closed = body.do_not_contact.some((wish) => wish.resident_id === null);
  const most = reference.campaigns.get(assignment.campaign_id)?.max_attempts ?? null;
  const folded = stateOf(visits, closed, body.household.roll_vacant, most);
  if (membership === null) return folded;
  if (!own.some(movesState)) return { state: membership.state, tries: folded.tries };
  return { state: keepsMet(folded.state, membership.state, own) ? 'met' : folded.state, tries: folded.tries };
}

/** Own work that can change a door's state. Without any the server's word stands: it has counted every visit. */
function movesState({ work: { command } }: OwnWork): boolean {
  return ['record_visit', 'void_visit', 'refuse_contact', 'lift_contact', 'correct_household'].includes(command.type);
}

/** A card shows only the last twenty visits: the one that met somebody may be older than all of them. */
function keepsMet(state: State, server: State, own: readonly OwnWork[]): boolean {
  return server === 'met' && state !== 'do_not_contact' && !own.some(({ work }) => work.command.type === 'void_visit');
}

function teamsOf(memberships: readonly MembershipRow[], assignment: Assignment): readonly string[] {
  const ids = memberships.map((each) => each.assignment.team_id);
  return [...new Set([...ids, assignment.team_id].filter((id) => id !== null))];
}
