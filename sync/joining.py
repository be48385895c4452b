"""The same door twice: two households become one, and one becomes two again. What both had stays readable."""

from collections.abc import Collection, Container, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from sync.card import NOBODY, Door, StoredBody, held_of, requests_of, visits_on, with_conflicts, with_requests, with_visits, with_wishes
from sync.closings import lifted_steps, with_own_steps, without_steps
from sync.contact import Wish, Wishes
from sync.fields import (
    Held,
    Write,
    every_write,
    forgetting,
    given_back,
    is_blank,
    key_of,
    lifted,
    of_itself,
    put_under,
    value_of,
    version_in,
    write_field,
)
from sync.firsts import first_values
from sync.merge import Merge, all_bases, all_folds, all_writes, base_of, with_base, with_fold, with_writes, writes_of
from sync.placing import settle
from sync.protocol import CardRequest, CardVisit
from sync.records import FirstValue
from sync.requests import fold_given_back, lifted_fold
from sync.undoing import undo_all
from sync.values import with_value, without_writes
from sync.visit_log import VisitFact, log_of

FIELDS = ("name", "phones", "people_count", "note", "needs", "roll_vacant")


class Joined(msgspec.Struct, frozen=True):
    """`survivor`: both in one. `absorbed`: what counters and feeds see of the other now; its stored card stays as it was.
    `after_wish`: visits of one that turn out to have been made after a wish of the other. `firsts`: what each of them was added with,
    where the other has a value as well or takes it."""

    survivor: Door
    absorbed: Door
    after_wish: tuple[UUID, ...]
    firsts: tuple[FirstValue, ...]


class Parted(msgspec.Struct, frozen=True):
    """`children`: ids of the visits, requests, residents and wishes that went back. `unmarked`: visits made after a wish of the other only.
    `by`: who took it out."""

    survivor: Door
    restored: Door
    children: frozenset[str]
    unmarked: tuple[UUID, ...] = ()
    by: UUID = NOBODY


def by_age(one: Door, other: Door) -> tuple[Door, Door]:
    """(survivor, absorbed): a door of a roll or a desk survives one that a phone added; of two of a kind the smaller id."""
    first, second = sorted((one, other), key=lambda door: (door.merge.found, door.id.int))
    return first, second


def is_as_found(door: Door) -> bool:
    """Whether its address is as a roll or a desk has it, or as nobody but its finder said: then it may be matched by that alone."""
    base = base_of(door.merge, "")
    said = every_write(writes_of(door.merge, "address") or ())
    return not door.merge.found or (base is not None and all(write.person == base.person for write in said))


def aliases_of(door: Door) -> frozenset[UUID]:
    return frozenset(door.body.household.aliases)


def join(survivor: Door, absorbed: Door, version_base: int = 0, epochs: Mapping[UUID | None, int] = {}) -> Joined:
    """Every write of both is kept; where they differ both values show, and an empty field takes the other's.

    `epochs`: of the survivor's last assignment, by campaign, also where it stands no longer.
    """
    version = max(survivor.version, absorbed.version, version_base) + 1
    home, other = survivor.body, absorbed.body
    aliases = sorted({absorbed.id, *home.household.aliases, *other.household.aliases})
    is_shut = home.household.closed is None and other.household.closed is not None
    closed, closings = (other, lifted_steps(survivor, absorbed)) if is_shut else (home, survivor.merge.closings)
    body = replace(
        home,
        household=replace(home.household, aliases=aliases, closed=closed.household.closed),
        residents=[*home.residents, *other.residents],
    )
    merge = replace(_with_parts(survivor.merge, absorbed, version), closings=closings)
    door = Door(survivor.id, version, body, merge, _places(survivor, absorbed, epochs))
    door = _with_fields(door, survivor, absorbed, version)
    visits = {each.id: each for each in (*visits_on(home), *visits_on(other))}
    facts, marked = _marked((*survivor.visits, *absorbed.visits), door.merge.wishes)
    door = with_visits(door, facts, {id_: replace(each, after_wish=each.after_wish or id_ in marked) for id_, each in visits.items()})
    door = with_requests(with_wishes(door, door.merge.wishes), [*requests_of(home), *requests_of(other)])
    return Joined(settle(with_conflicts(door)), emptied(absorbed, survivor.id, version), marked, _firsts(survivor, absorbed))


def emptied(absorbed: Door, to: UUID, version: int) -> Door:
    """A door that has been joined to another: in no count, and gone from every slice."""
    household = replace(absorbed.body.household, needs=[], closed=None)
    standing = (place for place in absorbed.placements if place.gone in (None, "closed"))  # which of these it is, is seen when it is parted
    gone = tuple(replace(place, gone="merged", gone_to=to) for place in standing)
    return Door(absorbed.id, version, StoredBody(household=household), Merge(), gone)


def part(
    root: Door,
    stored: Door,
    visits: Mapping[UUID, CardVisit],
    version_base: int = 0,
    shared: Container[str] | None = None,
    since: int | None = None,
    requests: Mapping[UUID, CardRequest] = {},
) -> Parted:
    """Take a household out of the one it was joined to. `stored`: its card as it was then, with the places it had.

    What it had, and what was made or written under its id since, goes back to it; the root empties what the join filled and nobody wrote since;
    wishes for the door stay on both; of those that were said at others only the `shared` ones stay on it too (None: all).
    `visits`: those of the root, by id, at least all that either card will show. `requests`: the same of those that have left its card.
    `since`: nobody had decided that they are one, and from this version on the root's card showed them as one: wishes, too, are then where
    they were said, but for those of people who had seen that card.
    """
    version = max(root.version, stored.version, version_base) + 1
    ids = {stored.id, *aliases_of(stored)} & {stored.id, *aliases_of(root)}
    names = {str(each) for each in ids}
    children = frozenset(_ids_in(stored)) | {child for child, under in root.merge.named.items() if under in names}
    comes = {wish.id for wish in root.merge.wishes if wish.id in children or _is_shared(wish, shared, since)}
    stays = {wish.id for wish in root.merge.wishes if since is None or wish.id not in children or _has_of_others(wish, stored, since)}
    back = with_own_steps(_with_own_values(_taken(root, stored, children, ids, version, comes), root, names), root, names)
    back = undo_all(back, root.merge.undone, version)
    rest = _left(root, stored, children, ids, version, stays)
    facts, unmarked = (root.visits, ()) if since is None else _unmarked(root, children, back.merge.wishes, rest.merge.wishes)
    visits = {**visits, **{each: replace(visits[each], after_wish=False) for each in unmarked if each in visits}}
    back = with_visits(back, [each for each in facts if each.id in children], visits)
    rest = with_visits(rest, [each for each in facts if each.id not in children], visits)
    asked = _requests_of(root, requests)
    back, rest = (with_requests(each, [one for one in asked if str(one.id) in each.merge.requests]) for each in (back, rest))
    return Parted(settle(with_conflicts(rest)), settle(with_conflicts(back)), children, unmarked)


def _requests_of(root: Door, kept: Mapping[UUID, CardRequest]) -> list[CardRequest]:
    """As its card shows them, or would if it showed more: what became of them is remembered also of those that have left it."""
    shown = {each.id: each for each in requests_of(root.body)}
    folds = all_folds(root.merge)
    older = {str(id_): each for id_, each in kept.items() if id_ not in shown}
    return [
        *shown.values(),
        *(replace(each, state=folds[id_].state, round=folds[id_].round) for id_, each in older.items() if id_ in folds),
    ]


def _is_shared(wish: Wish, shared: Container[str] | None, since: int | None) -> bool:
    """Whether a wish that was said at others stays on a household that is taken out, too: where in doubt, it does."""
    if since is not None:
        return (wish.version if wish.seen is None else wish.seen) >= since
    return shared is None or wish.id in shared


def _has_of_others(wish: Wish, stored: Door, since: int) -> bool:
    """Whether the root has a wish of a household that is taken out not from that alone: it had it before, or has it from what came later."""
    return wish.version < since or (wish.version > since and any(each.id == wish.id for each in stored.merge.wishes))


def _unmarked(root: Door, children: Container[str], of_back: Wishes, of_rest: Wishes) -> tuple[list[VisitFact], tuple[UUID, ...]]:
    """The root's visits without the mark that they were made after a wish, where that is the other's only; and which had it."""
    found, unmarked = [], []
    for fact in root.visits:
        is_after = fact.after_wish and _is_after_own(fact, of_back if fact.id in children else of_rest, root.merge.wishes)
        if fact.after_wish and not is_after:
            unmarked.append(UUID(fact.id))
        found.append(replace(fact, after_wish=is_after))
    return found, tuple(unmarked)


def _is_after_own(fact: VisitFact, own: Wishes, of_both: Wishes) -> bool:
    """Whether a marked visit was made after a wish of its own household: by its time, or as no wish of the other's explains the mark."""
    mine = {wish.id: wish.at_ms for wish in own if wish.resident_id is None}
    others = [wish.at_ms for wish in of_both if wish.resident_id is None and wish.id not in mine]
    return any(at <= fact.at_ms for at in mine.values()) or (bool(mine) and all(at > fact.at_ms for at in others))


def _with_parts(merge: Merge, absorbed: Door, version: int) -> Merge:
    """The absorbed door's residents, requests and wishes, as first shown by the joined card: who saw either card has not seen them."""
    other = absorbed.merge
    for subject, base in all_bases(other).items():
        if subject:
            merge = with_base(merge, subject, replace(base, version=version, shown=((str(absorbed.id), base.version), *base.shown)))
    for key, held in all_writes(other).items():
        if "/" in key:
            merge = with_writes(merge, key, tuple(lifted(write, version, str(absorbed.id)) for write in held))
    for request_id, fold in all_folds(other).items():
        merge = with_fold(merge, request_id, lifted_fold(fold, version, str(absorbed.id)))
    return replace(
        merge,
        wishes=_union(merge.wishes, (replace(wish, version=version, seen=0) for wish in other.wishes)),
        request_total=merge.request_total + other.request_total,
        named={**merge.named, **other.named},
        listed=merge.listed if other.found else (*merge.listed, str(absorbed.id), *other.listed),
        undone=tuple(dict.fromkeys((*merge.undone, *other.undone))),
    )


def _union(wishes: Wishes, more: Iterable[Wish]) -> Wishes:
    """One that stayed on both when they were parted stands if it stands at either."""
    found = {wish.id: wish for wish in wishes}
    for wish in more:
        here = found.get(wish.id)
        if here is None or (here.lifted is not None and wish.lifted is None):
            found[wish.id] = wish
    return tuple(sorted(found.values(), key=lambda each: (each.at_ms, each.id)))


def _with_fields(door: Door, survivor: Door, absorbed: Door, version: int) -> Door:
    merge, household = door.merge, door.body.household
    for field in FIELDS:
        theirs = tuple(lifted(write, version, str(absorbed.id)) for write in _written(absorbed, field))
        if not theirs:
            continue
        held = (*_written(survivor, field), *theirs)
        merge = with_writes(merge, field, held)
        household = replace(household, **{field: value_of(held).value})
    return replace(door, merge=merge, body=replace(door.body, household=household))


def _written(door: Door, field: str) -> Held:
    """The writes of a field. That a new door's was left empty is no word against the other's."""
    value: Any = getattr(door.body.household, field)
    held = held_of(door, "", field, value)
    base = base_of(door.merge, "")
    is_first = base is not None and all(write.command == base.command for write in held)
    return () if is_first and is_blank(value) else held


def _firsts(survivor: Door, absorbed: Door) -> tuple[FirstValue, ...]:
    met = [field for field in FIELDS if _written(absorbed, field)]
    return tuple(
        first for door in (survivor, absorbed) for field in met for first in first_values(door, field, getattr(door.body.household, field))
    )


def _marked(facts: Iterable[VisitFact], wishes: Iterable[Wish]) -> tuple[list[VisitFact], tuple[UUID, ...]]:
    """Visits made after a wish for the door that only the other household had."""
    first = min((wish.at_ms for wish in wishes if wish.resident_id is None and wish.lifted is None), default=None)
    marked: list[UUID] = []
    found: list[VisitFact] = []
    for fact in facts:
        is_after = first is not None and fact.at_ms >= first and not fact.after_wish
        if is_after:
            marked.append(UUID(fact.id))
        found.append(replace(fact, after_wish=True) if is_after else fact)
    return found, tuple(marked)


def _places(survivor: Door, absorbed: Door, epochs: Mapping[UUID | None, int]) -> tuple[Any, ...]:
    """The survivor stays where it is; where it has no team the other's is its own from now on, but for one that has ended."""
    places = list(survivor.placements)
    for place in absorbed.placements:
        if place.gone is not None or any(each.slice_id == place.slice_id for each in places):
            continue
        there = next(
            (each for each in places if place.is_assignment and each.is_assignment and each.campaign_id == place.campaign_id), None
        )
        if there is None:
            places.append(replace(place, epoch=epochs.get(place.campaign_id, 0) + 1, tag=0))
        elif there.team_id is None and there.gone is None and (place.ended_at is None or there.ended_at is not None):
            places[places.index(there)] = replace(there, gone="reassigned", gone_to=place.team_id)
            places.append(replace(place, epoch=there.epoch + 1, tag=0))
    return tuple(places)


def _ids_in(stored: Door) -> Iterable[str]:
    yield from (each.id for each in stored.visits)
    yield from (str(each.id) for each in stored.body.residents)
    yield from stored.merge.requests
    yield from (wish.id for wish in stored.merge.wishes)


def _taken(root: Door, stored: Door, children: Collection[str], ids: AbstractSet[UUID], version: int, comes: Container[str]) -> Door:
    """The restored door, all but its visits and what its card shows of requests: its own fields, its children as they are now, and the wishes for the door that come."""
    household = replace(stored.body.household, aliases=sorted(ids - {stored.id}))
    residents = [each for each in root.body.residents if str(each.id) in children]
    asked = {each: fold for each, fold in all_folds(root.merge).items() if each in children}
    here = {str(each.id) for each in residents}
    all_ = (replace(wish, seen=0) for wish in root.merge.wishes)  # of a card of the other's
    wishes = tuple(wish for wish in all_ if (wish.resident_id in here if wish.resident_id else wish.id in comes))
    merge = replace(
        stored.merge,
        bases={"": stored.merge.bases[""]},
        writes={key: raw for key, raw in stored.merge.writes.items() if "/" not in key},
        requests={},
        request_total=len(asked),
        named={child: under for child, under in root.merge.named.items() if child in children and under != str(stored.id)},
    )
    merge = _with_residents(merge, root.merge, here, str(stored.id))
    for request_id, fold in asked.items():
        merge = with_fold(merge, request_id, fold_given_back(fold, str(stored.id)))
    places = tuple(replace(place, gone=None, gone_to=None, epoch=place.epoch + 1, tag=0) for place in stored.placements)
    body = replace(stored.body, household=household, residents=residents)
    return with_wishes(Door(stored.id, version, body, merge, places), wishes)


def _with_residents(merge: Merge, root: Merge, here: Container[str], household: str) -> Merge:
    """What was written of the residents that go back to it, as who saw its own card knows it."""
    for subject, base in all_bases(root).items():
        if subject in here:
            merge = with_base(merge, subject, replace(base, version=version_in(household, base.version, base.shown)))
    for key, held in all_writes(root).items():
        if key.partition("/")[0] in here:
            merge = with_writes(merge, key, tuple(given_back(write, household) for write in held))
    return merge


def _left(root: Door, stored: Door, children: Collection[str], ids: Collection[UUID], version: int, stays: Container[str]) -> Door:
    """The root without them, all but its visits and what its card shows of requests; of wishes for the door with those that stay."""
    residents = [each for each in root.body.residents if str(each.id) not in children]
    here = {str(each.id) for each in residents}
    requests = {each: raw for each, raw in root.merge.requests.items() if each not in children}
    household = replace(root.body.household, aliases=[each for each in root.body.household.aliases if each not in ids])
    merge = replace(
        root.merge,
        bases={each: raw for each, raw in root.merge.bases.items() if each == "" or each in here},
        writes={key: raw for key, raw in root.merge.writes.items() if "/" not in key or key.partition("/")[0] in here},
        requests=requests,
        request_total=len(requests),
        named={child: under for child, under in root.merge.named.items() if child not in children},
        listed=tuple(each for each in root.merge.listed if each not in map(str, ids)),
    )
    wishes = tuple(wish for wish in root.merge.wishes if (wish.resident_id in here if wish.resident_id else wish.id in stays))
    door = Door(root.id, version, replace(root.body, household=household, residents=residents), merge, root.placements)
    names = {str(each) for each in ids}
    return with_wishes(without_steps(_without_writes(door, stored, names), names), wishes)


def _with_own_values(door: Door, root: Door, names: Container[str]) -> Door:
    """The restored door with what was written under its ids while it was part of the root, in the order in which that came."""
    for field in FIELDS:
        before = held_of(door, "", field, getattr(door.body.household, field))
        known = {write.command for write in every_write(before)}
        since = [write for write in _under(root, field, names) if write.command not in known]
        for write in sorted(since, key=lambda write: (write.version, write.n)):
            own = replace(write, of=of_itself(write, str(door.id)), past=(), replaced=())
            before = write_field(before, own, write.seen) or put_under(before, own, write.seen)
        door = with_value(door, "", field, before) if since else door
    return door


def _under(door: Door, field: str, names: Container[str]) -> list[Write]:
    """What was written to a field under these ids of others, or came with them."""
    return [write for write in every_write(writes_of(door.merge, field) or ()) if write.of in names]


def _without_writes(door: Door, stored: Door, names: Container[str]) -> Door:
    """Fields lose the writes that came with the join, and those under the ids that leave; one that has no other is as empty as it was."""
    for field in FIELDS:
        gone = [*every_write(_written(stored, field)), *_under(door, field, names)]
        if gone and (held := writes_of(door.merge, field)):
            merge = with_writes(door.merge, field, forgetting(held, str(stored.id), {key_of(write) for write in gone}))
            door = without_writes(replace(door, merge=merge), field, {write.command for write in gone})
    return door


def without(stored: Door, left: Iterable[Door]) -> Door:
    """An absorbed door as it was, less what came to it from others that have been taken out since, also if they came back by another way.
    A wish of theirs may be its own, too: it keeps that."""
    for other in left:
        door = with_conflicts(_without_writes(stored, other, {str(each) for each in (other.id, *aliases_of(other))}))
        gone = frozenset(_ids_in(other))
        household = replace(door.body.household, aliases=[each for each in door.body.household.aliases if each != other.id])
        body = replace(door.body, household=household, residents=[each for each in door.body.residents if str(each.id) not in gone])
        requests = {each: raw for each, raw in door.merge.requests.items() if each not in gone}
        visits = log_of([each for each in door.visits if each.id not in gone])
        stored = replace(door, body=body, merge=replace(door.merge, requests=requests, visits=visits))
    return stored
