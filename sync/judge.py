"""The fold of a batch: each command before its door, in the order given; later ones see what earlier ones did.

Pure: the caller reads what the commands name into a World and writes what comes out. One bad command never blocks the rest:
what cannot be judged is held or parked by its ruling.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from sync.card import Door, requests_of, visits_on
from sync.clock import ON_ITS_WAY_MS
from sync.commands import (
    AddHousehold,
    AddResident,
    AdvanceRequest,
    AnyCommand,
    CloseHousehold,
    CommentRequest,
    CorrectHousehold,
    CorrectResident,
    LiftContact,
    Park,
    RaiseRequest,
    RecordVisit,
    RefuseContact,
    ReopenHousehold,
    UndoCorrection,
    VoidVisit,
    Withdraw,
)
from sync.fields import every_write, take_back, value_of
from sync.joining import Parted, part, without
from sync.merge import all_writes, base_of, writes_of
from sync.parked import ids_in
from sync.placing import placements_of_new, settle
from sync.protocol import CardRequest, Receipt
from sync.rulings import contact, doors, fields, requests, visits
from sync.rulings.case import Case, Ruling, held, parked
from sync.values import gives_address
from sync.world import Absorbed, Credit, Incoming, World, credit_for, credit_of, typed_for, vouched_credit

HANDLERS: dict[type, Callable[[Any], Ruling]] = {
    CorrectHousehold: fields.correct_household,
    CloseHousehold: doors.close_household,
    ReopenHousehold: doors.reopen_household,
    AddResident: doors.add_resident,
    CorrectResident: fields.correct_resident,
    UndoCorrection: doors.take_back,
    RecordVisit: visits.record_visit,
    VoidVisit: visits.void_visit,
    RaiseRequest: requests.raise_,
    AdvanceRequest: requests.advance_,
    CommentRequest: requests.comment,
    RefuseContact: contact.refuse,
    LiftContact: contact.lift,
}
WORK = (CorrectHousehold, AddResident, CorrectResident, RecordVisit, RaiseRequest, AdvanceRequest, CommentRequest, RefuseContact)


class Judged(msgspec.Struct, frozen=True, gc=False):
    """One command with its ruling, and its door as it stood after it (None: unknown, or not this person's to know of)."""

    incoming: Incoming
    ruling: Ruling
    reached: Door | None

    @property
    def receipt(self) -> Receipt:
        ruling = self.ruling
        return Receipt(
            id=self.incoming.command.id,
            outcome=ruling.outcome,
            reason=ruling.reason or UNSET,
            version=self.reached.version if self.reached else UNSET,
            household_id=self.reached.id if self.reached else UNSET,
        )


class Judgement(msgspec.Struct, frozen=True):
    """Everything a fold decided. `doors`: each changed household, settled: its placements show its state after the batch.

    `old_requests`: those of the world, and what left a card since, each as it was then."""

    judged: tuple[Judged, ...]
    doors: dict[UUID, Door]
    aliases: Mapping[UUID, UUID] = {}  # those that there are after it
    parted: tuple[Parted, ...] = ()
    old_requests: Mapping[UUID, CardRequest] = {}


def fold(incoming: Sequence[Incoming], world: World) -> Judgement:
    """Judge commands one after another."""
    now = dict(world.doors)
    left = dict(world.old_requests)
    running = replace(world, doors=now, old_requests=left)
    judged, changed = [], set()
    parted: list[Parted] = []
    cards: list[Door] = []  # as each command left them: one that parts them shows what others had pushed off
    for each in map(_with_rights_of_then, incoming):
        while world.absorbed and (taken := _taken_out(each, running, cards)) is not None:
            two, running = taken
            parted.append(two)
            now |= {two.survivor.id: two.survivor, two.restored.id: two.restored}
            changed |= {two.survivor.id, two.restored.id}
        ruling = judge(each, running)
        if ruling.door is not None:
            now[ruling.door.id] = ruling.door
            changed.add(ruling.door.id)
            cards += [ruling.door] if world.absorbed else []
            left |= {request.id: request for request in ruling.left}
        judged.append(Judged(each, ruling, _reached(each, ruling, running)))
    settled = {door_id: settle(now[door_id]) for door_id in changed}
    return Judgement(tuple(judged), settled, running.aliases, tuple(parted), left)


def _taken_out(incoming: Incoming, world: World, before: Sequence[Door]) -> tuple[Parted, World] | None:
    """Both households, where this command takes one out of the other, and what is known then. What is to be parked takes nothing out.
    `before`: every door as each command before it left it."""
    if (stored := _given_back(incoming, world)) is None or _refused(incoming):
        return None
    root = world.doors[world.aliases[stored.door.id]]
    shown = {visit.id: visit for door in (*before, root) for visit in visits_on(door.body)}
    asked = {request.id: request for door in before for request in requests_of(door.body)}
    since = None if stored.is_decided else _since(stored, root, world)
    two = part(root, stored.door, {**stored.visits, **shown}, world.version_base, since=since, requests={**stored.requests, **asked})
    after = _with_parted(world, two)
    meant = two.survivor if _spoken_of(incoming.command, world)[0] == root.id else two.restored
    is_theirs = _credit(incoming, meant, after) or _vouched(incoming, meant, after)
    return (replace(two, by=incoming.author.person_id), after) if is_theirs else None


def _since(stored: Absorbed, root: Door, world: World) -> int:
    """From which version of the root on its card showed a household, which may have come to it with another."""
    to = stored.joined_to
    while to is not None and to != root.id and to in world.absorbed:
        stored = world.absorbed[to]
        to = stored.joined_to
    return stored.since


def _given_back(incoming: Incoming, world: World) -> Absorbed | None:
    """The household that this command takes out of another, or that one's root of which it speaks."""
    household_id, seen = _spoken_of(incoming.command, world)
    if household_id is None:
        return None
    if household_id in world.aliases:
        stored = world.absorbed.get(household_id)
        is_settled = incoming.vouched_by is not None and isinstance(incoming.command, UndoCorrection)
        is_given = stored is not None and (not stored.is_decided or is_settled or _is_finders_last(incoming, stored))
        return stored if is_given else None
    knows_better = incoming.author.is_system or incoming.vouched_by is not None
    return None if knows_better else _unseen(household_id, seen, world)


def _spoken_of(command: AnyCommand, world: World) -> tuple[UUID | None, int | None]:
    """The household of whose address a command speaks, if of any, and which version of its card knew of that. To take one back speaks of those
    that were one then."""
    if gives_address(command):
        return command.household_id, command.seen
    if not isinstance(command, UndoCorrection) or (root := world.find(world.meant_by(command))) is None:
        return None, None
    parts = (world.absorbed[each].door for each in root.body.household.aliases if each in world.absorbed)
    for door in (root, *parts):
        held, correction = writes_of(door.merge, "address"), str(command.correction_id)
        if held and (write := value_of(held)).command == correction and take_back(held, correction, write.version) is not None:
            return door.id, write.version
    return None, None


def _is_finders_last(incoming: Incoming, stored: Absorbed) -> bool:
    """Whether whoever added a household says this after a person joined it: of what was said before, that person may have known."""
    base, moment = base_of(stored.door.merge, ""), incoming.moment
    has_found = base is not None and base.person == str(incoming.author.person_id)
    return has_found and (incoming.vouched_by is not None or (not moment.doubtful and moment.at.millis > stored.joined_at))


def _unseen(household_id: UUID, seen: int | None, world: World) -> Absorbed | None:
    """A household that became part of the one that is named by itself, and was not on the card of who speaks of that."""
    door = world.find(household_id)
    parts = [world.absorbed[alias] for alias in (door.body.household.aliases if door else ()) if alias in world.absorbed]
    return next(
        (each for each in parts if each.joined_to == household_id and not each.is_decided and (seen is None or seen < each.since)),
        None,
    )


def _with_parted(world: World, parted: Parted) -> World:
    """Without the doors, which the fold keeps. Who held either may have held the restored one."""
    restored, root = parted.restored, parted.survivor
    aliases = {alias: restored.id if alias in restored.body.household.aliases else to for alias, to in world.aliases.items()}
    spans = {**world.spans, restored.id: world.spans.get(root.id, ())}
    rest = {alias: to for alias, to in aliases.items() if alias != restored.id}
    own = [restored, *(each.door for alias, each in world.absorbed.items() if rest.get(alias) == restored.id)]
    back = {each: restored.id for each, at in world.corrected.items() if at == root.id and any(_has_written(door, each) for door in own)}
    stored = world.absorbed[restored.id].door
    absorbed = {
        alias: replace(each, door=without(each.door, [stored])) if restored.id in each.door.body.household.aliases else each
        for alias, each in world.absorbed.items()
    }
    return replace(world, aliases=rest, spans=spans, corrected={**world.corrected, **back}, absorbed=absorbed)


def _has_written(door: Door, correction: UUID) -> bool:
    """Whether it is a word of this door's own, about a field or about its closing."""
    written = (write.command for held in all_writes(door.merge).values() for write in every_write(held))
    return str(correction) in (*written, *(step.command for step in door.merge.closings))


def _reached(incoming: Incoming, ruling: Ruling, world: World) -> Door | None:
    """What a receipt may name: nothing of a door that the command did not get through to, or that nobody asked whether it is its author's."""
    if ruling.door is not None or ruling.outcome in ("held", "parked") or ruling.reason in ("withdrawn", "erased"):
        return ruling.door
    return world.find(world.meant_by(incoming.command))


def judge(incoming: Incoming, world: World) -> Ruling:
    """One command: is its author to give it, is its door known and theirs, and then what its kind decides."""
    command = incoming.command
    if isinstance(command, Withdraw):
        return Ruling(outcome="noop", reason="withdrawn")
    if command.household_id in world.erased or (isinstance(command, Park) and ids_in(command.body) & world.erased):
        return Ruling(outcome="superseded", reason="erased")
    if refused := _refused(incoming):
        return refused
    if isinstance(command, AddHousehold):
        ruling = doors.add_household(incoming, command, world, world.version_base + 1)
        return _placed(ruling, incoming, command, world)
    if command.household_id is None:
        return parked("no_household")
    door = world.find(world.meant_by(command))
    if door is None:
        return held(command.household_id)
    credit = _credit(incoming, door, world) or _vouched(incoming, door, world)
    if credit is None:
        return parked("not_yours")
    if world.aliases and _spoken_of(command, world)[0] in world.aliases:
        # it takes its household out, but that is not theirs; or a person joined them
        return parked("joined" if _given_back(incoming, world) is None else "not_yours")
    is_alias = door.id != command.household_id
    seen, of = (None, str(command.household_id)) if is_alias else (command.seen, "")
    version = max(door.version, world.version_base) + 1
    case = Case(command=command, incoming=incoming, world=world, door=door, seen=seen, version=version, credit=credit, of=of)
    ruling = HANDLERS[type(command)](case)
    if isinstance(command, WORK):
        ruling = doors.opened_by_work(case, ruling)
    return _under_its_name(ruling, command) if is_alias else ruling


def _under_its_name(ruling: Ruling, command: AnyCommand) -> Ruling:
    """What is made under another id of a household remembers it, should they part again."""
    if ruling.door is None or command.id not in ruling.made:
        return ruling
    merge = ruling.door.merge
    named = {**merge.named, str(command.id): str(command.household_id)}
    return replace(ruling, door=replace(ruling.door, merge=replace(merge, named=named)))


def _credit(incoming: Incoming, door: Door, world: World) -> Credit | None:
    """The team that this work is done for; None: it is not its author's to do."""
    command, author, made_at = incoming.command, incoming.author, incoming.made_at
    spans = world.spans.get(door.id, ()) if world.spans else ()
    if not isinstance(command, RecordVisit):
        return credit_of(author, door, spans, made_at)
    if (named := typed_for(incoming)) is None:
        return credit_of(author, door, spans, made_at, command.campaign_id)
    knocker = world.people.get(named)
    return credit_for(knocker, author, door, spans, made_at, command.campaign_id) if knocker else None


def _vouched(incoming: Incoming, door: Door, world: World) -> Credit | None:
    """By the rights of who settles parked work. Nobody vouches for a knock by somebody who is not known."""
    command, settler, named = incoming.command, incoming.vouched_by, typed_for(incoming)
    if settler is None or (named is not None and named not in world.people):
        return None
    campaign_id = command.campaign_id if isinstance(command, RecordVisit) else None
    return vouched_credit(settler, door, incoming.made_at, campaign_id)


def _with_rights_of_then(incoming: Incoming) -> Incoming:
    """Of whom access has ended, those that ended with it, for what was made before."""
    author = incoming.author
    return incoming if author.until_end is None or _is_after_end(incoming) else replace(incoming, author=author.until_end)


def _is_after_end(incoming: Incoming) -> bool:
    ended_at = incoming.author.ended_at
    return ended_at is not None and incoming.made_at >= ended_at + ON_ITS_WAY_MS


def _refused(incoming: Incoming) -> Ruling | None:
    """What is parked whole, whatever it says."""
    author = incoming.author
    if isinstance(incoming.command, Park):
        return parked("failed_on_phone")
    if incoming.vouched_by is not None:
        return None
    if author.is_phone_lost:
        return parked("lost_phone")
    if _is_after_end(incoming):
        return parked("access_ended")
    return None


def _placed(ruling: Ruling, incoming: Incoming, command: AddHousehold, world: World) -> Ruling:
    """The new door where it stands. One found without naming a campaign counts as found in that of the finder's team."""
    if ruling.door is None:
        return ruling
    placements = placements_of_new(incoming, command, world)
    home = ruling.door.body.household
    if command.campaign_id is None and not incoming.author.is_system:
        home = replace(home, added_in=next((place.campaign_id for place in placements if incoming.author.is_in(place.team_id)), None))
    body = replace(ruling.door.body, household=home)
    return replace(ruling, door=replace(ruling.door, body=body, placements=placements))
