"""A household as the rules see it: the card's body, where it stands, and beside it what merging needs and no phone is sent."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from sync.contact import Wish, Wishes
from sync.fields import NOTHING_SAID_MS, Held, Write, conflicts_of, is_blank
from sync.merge import MAX_VISITS, Merge, all_writes, base_of, listed_in, writes_of
from sync.protocol import CardBody, CardConflict, CardRequest, CardVisit, CardWish, GoneReason, State, Void
from sync.visit_log import VisitFact, added_up, facts_in, log_of, with_fact, with_more

MAX_EVENTS = 30
MAX_CLOSED_REQUESTS = 10
MAX_CONFLICTS = 20
NOBODY = UUID(int=0)  # in counters and facts: no team, no person
ROOM = 8192  # bytes: most cards are shorter
OVER = frozenset({"closed", "withdrawn", "merged"})


class StoredBody(CardBody, frozen=True, kw_only=True):
    """A card's body whose visits and requests stay encoded: most commands touch one of them at most."""

    visits: list[Raw] = msgspec.field(default_factory=list)  # type: ignore[assignment]  # each a CardVisit
    requests: list[Raw] = msgspec.field(default_factory=list)  # type: ignore[assignment]  # each a CardRequest


class Placement(msgspec.Struct, frozen=True, gc=False):
    """A household's row in one slice: its assignment in a campaign (kind "team" or "unassigned"), or a grant ("person")."""

    slice_id: UUID
    kind: str
    campaign_id: UUID | None
    team_id: UUID | None
    person_id: UUID | None
    epoch: int
    state: State
    tries: int
    visited: bool
    last_visit_at: int | None
    tag: int
    gone: GoneReason | None = None  # "closed" keeps its place for a reopening
    max_attempts: int | None = None
    ended_at: int | None = None  # its slice's: nobody follows it since
    gone_to: UUID | None = None  # the team that has it now, or the household it was joined to

    @property
    def is_assignment(self) -> bool:
        return self.kind in ("team", "unassigned")


class Door(msgspec.Struct, frozen=True, gc=False):
    """One household in the middle of a fold."""

    id: UUID
    version: int
    body: StoredBody
    merge: Merge
    placements: tuple[Placement, ...]

    @property
    def visits(self) -> tuple[VisitFact, ...]:
        """All of them, newest first: read from the log at each call."""
        return facts_in(self.merge.visits)

    @property
    def building_id(self) -> UUID:
        return self.body.household.building_id

    @property
    def is_closed(self) -> bool:
        closed = self.body.household.closed
        return closed is not None and closed.confirmed

    @property
    def is_closed_to_visits(self) -> bool:
        return any(wish.resident_id is None for wish in self.body.do_not_contact)


def held_of(door: Door, subject: str, field: str, value: object) -> Held:
    """The writes that a field keeps; `value` is what the card shows, the creating write's if nobody wrote since.

    What a household or a resident was added without is written before everything else: whoever says something there overrules nobody."""
    held = writes_of(door.merge, field_key(subject, field))
    if held is not None:
        return held
    return first_of(door, subject, value)


def first_of(door: Door, subject: str, value: object) -> Held:
    """The creating write of a field, which gave it this value."""
    base = base_of(door.merge, subject)
    if base is None:
        return ()
    at = replace(base.at, millis=NOTHING_SAID_MS) if is_blank(value) else base.at
    return (Write(value, at, base.n, base.version, base.person, base.command, shown=base.shown),)


def field_key(subject: str, field: str) -> str:
    return f"{subject}/{field}" if subject else field


def with_conflicts(door: Door) -> Door:
    """The card's conflicts, derived from the kept writes: latest first, bounded."""
    listed = listed_in(door.merge)
    found = [_conflict(key, pair.kept, pair.other) for key, held in all_writes(door.merge).items() for pair in conflicts_of(held, listed)]
    found.sort(key=lambda each: (each.other_at, each.field), reverse=True)
    return replace(door, body=replace(door.body, conflicts=found[:MAX_CONFLICTS], conflict_count=len(found)))


def _conflict(key: str, kept: Write, other: Write) -> CardConflict:
    subject, _, field = key.rpartition("/")
    return CardConflict(
        field=field,
        kept=kept.value,
        kept_by=UUID(kept.person),
        kept_at=kept.at.millis,
        other=other.value,
        other_by=UUID(other.person),
        other_at=other.at.millis,
        resident_id=UUID(subject) if subject else msgspec.UNSET,
    )


def with_visit(door: Door, visit: CardVisit) -> Door:
    """Put one more visit among the others, by its time."""
    fact, merge, shown, shown_at = fact_of(visit), door.merge, door.body.visits, door.merge.shown_at
    place = _place_of(fact, door)
    if place < MAX_VISITS:
        shown = [*shown[:place], Raw(_encode(visit)), *shown[place:]][:MAX_VISITS]
        shown_at = (*shown_at[:place], visit.at, *shown_at[place:])[:MAX_VISITS]
    body = replace(door.body, visits=shown, visit_count=door.body.visit_count + (not fact.voided))
    merge = replace(merge, visits=with_fact(merge.visits, fact), sums=with_more(merge.sums, fact), shown_at=shown_at)
    return replace(door, body=body, merge=merge)


def visits_on(body: StoredBody) -> list[CardVisit]:
    return [_visit_decoder.decode(raw) for raw in body.visits]


def with_visits(door: Door, facts: Iterable[VisitFact], visits: Mapping[UUID, CardVisit]) -> Door:
    """These and no others. `visits` has at least those that the card shows."""
    ordered = sorted(facts, key=lambda fact: (fact.at_ms, fact.id), reverse=True)
    shown = [visits[UUID(fact.id)] for fact in ordered[:MAX_VISITS]]
    body = replace(door.body, visits=[Raw(_encode(each)) for each in shown], visit_count=sum(not fact.voided for fact in ordered))
    merge = replace(door.merge, visits=log_of(ordered), sums=added_up(ordered), shown_at=tuple(each.at for each in shown))
    return replace(door, body=body, merge=merge)


def _place_of(fact: VisitFact, door: Door) -> int:
    """Where a visit comes among those that the card shows, newest first."""
    for place, at in enumerate(door.merge.shown_at):
        if at < fact.at_ms or (at == fact.at_ms and str(_visit_decoder.decode(door.body.visits[place]).id) < fact.id):
            return place
    return len(door.merge.shown_at)


def with_void(door: Door, visit_id: UUID, void: Void) -> Door:
    return _with_marked(door, visit_id, {"voided": True}, {"voided": void})


def with_after_wish(door: Door, visit_id: UUID) -> Door:
    """The household had asked, before this visit, not to be contacted."""
    return _with_marked(door, visit_id, {"after_wish": True}, {"after_wish": True})


def with_counted(door: Door, visit_id: UUID, counted: bool) -> Door:
    """A visit counts, or not, since the campaign's days are others than they were."""
    return _with_marked(door, visit_id, {"counted": counted}, {"counted": counted})


def _with_marked(door: Door, visit_id: UUID, in_fact: dict[str, Any], on_card: dict[str, Any]) -> Door:
    """Say something more of a visit that the door has; it stays where it is."""
    facts, shown = list(door.visits), list(door.body.visits)
    place = next(i for i, fact in enumerate(facts) if fact.id == str(visit_id))
    facts[place] = replace(facts[place], **in_fact)
    if place < len(shown):
        shown[place] = Raw(_encode(replace(_visit_decoder.decode(shown[place]), **on_card)))
    body = replace(door.body, visits=shown, visit_count=sum(not fact.voided for fact in facts))
    return replace(door, body=body, merge=replace(door.merge, visits=log_of(facts), sums=added_up(facts)))


def fact_of(visit: CardVisit) -> VisitFact:
    return VisitFact(
        visit.outcome,
        visit.at,
        text_of(visit.id),
        voided=visit.voided is not None,
        counted=visit.counted,
        team_id=text_of(visit.team_id or NOBODY),
        person_id=text_of(visit.by),
        campaign_id=text_of(visit.campaign_id),
        after_wish=visit.after_wish,
        typed_by="" if isinstance(visit.typed_by, msgspec.UnsetType) else text_of(visit.typed_by),
    )


def requests_of(body: StoredBody) -> list[CardRequest]:
    return [_request_decoder.decode(raw) for raw in body.requests]


def with_requests(door: Door, requests: Sequence[CardRequest]) -> Door:
    """Open requests and the last closed ones, newest first, each with its last events."""
    shown = [Raw(_encode(each)) for each in shown_and_left(requests)[0]]
    return replace(door, body=replace(door.body, requests=shown, request_count=door.merge.request_total))


def shown_and_left(requests: Sequence[CardRequest]) -> tuple[list[CardRequest], list[CardRequest]]:
    """What of these a card shows, as it shows it, and the closed ones for which it has no room."""
    ordered = sorted(requests, key=lambda each: (each.raised_at, each.id), reverse=True)
    bounded = [replace(each, events=each.events[-MAX_EVENTS:]) for each in ordered]
    still_open = [each for each in bounded if each.state not in OVER]
    over = [each for each in bounded if each.state in OVER]
    return [*still_open, *over[:MAX_CLOSED_REQUESTS]], over[MAX_CLOSED_REQUESTS:]


def with_wishes(door: Door, wishes: Wishes) -> Door:
    """The wishes in force, as the card shows them."""
    shown = [_card_wish(wish) for wish in wishes if wish.lifted is None]
    return replace(door, body=replace(door.body, do_not_contact=shown), merge=replace(door.merge, wishes=wishes))


def _card_wish(wish: Wish) -> CardWish:
    resident = UUID(wish.resident_id) if wish.resident_id else None
    return CardWish(id=UUID(wish.id), reason=wish.reason, at=wish.at_ms, by=UUID(wish.by), review_on=wish.review_on, resident_id=resident)


_encoder = msgspec.json.Encoder()
_encode = _encoder.encode
_body_decoder = msgspec.json.Decoder(StoredBody)
_visit_decoder = msgspec.json.Decoder(CardVisit)
_request_decoder = msgspec.json.Decoder(CardRequest)


def encode_body(body: StoredBody) -> bytes:
    room = bytearray(ROOM)  # an encoder's own begins at a few hundred bytes and is copied each time it grows
    _encoder.encode_into(body, room)
    return bytes(room)


def decode_body(body: bytes) -> StoredBody:
    return _body_decoder.decode(body)


def assignment_part(campaign_id: UUID | None, team_id: UUID | None, person_id: UUID | None, epoch: int) -> bytes:
    """The `assignment` of a card as its slice sends it."""
    ids = (_encode(campaign_id), _encode(team_id), _encode(person_id))
    return b'{"campaign_id":%b,"team_id":%b,"person_id":%b,"epoch":%d}' % (*ids, epoch)


def text_of(value: UUID) -> str:
    """The same text as `str` gives, several times as fast."""
    return _encode(value)[1:-1].decode()


def splice_card(body: bytes, version: int, tag: int, assignment: bytes, state: str) -> bytes:
    """One entry of a pull: the stored body with the feed part in front of it."""
    return b'{"card":{"version":%d,"tag":%d,"assignment":%b,"state":"%b",%b}' % (version, tag, assignment, state.encode(), body[1:])
