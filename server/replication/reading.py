"""Reads what a batch names, once: the World that sync/judge.py folds over. Household keys are locked first, sorted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from msgspec.structs import replace
from sqlalchemy import Connection

from server.db.driver import Row, execute_many, fetch
from server.replication.alike import lock_addresses
from server.replication.authors import find_knockers
from server.replication.campaigns import find_campaigns, find_places, last_epochs, out_of_reach, places_with_nobody
from server.replication.histories import VisitDoc
from server.replication.timelines import requests_at, requests_by_id
from sync.addresses import address_key
from sync.card import Door, Placement, decode_body, requests_of
from sync.commands import (
    AddHousehold,
    AdvanceRequest,
    AnyCommand,
    CloseHousehold,
    CommentRequest,
    CorrectHousehold,
    Park,
    RecordVisit,
    ReopenHousehold,
    UndoCorrection,
)
from sync.joining import without
from sync.judge import WORK
from sync.merge import decode_merge, fold_of
from sync.parked import ids_in
from sync.protocol import CardRequest, CardVisit, Void
from sync.requests import RequestFold
from sync.values import ADDRESS, address_in, gives_address
from sync.world import Absorbed, HeldSpan, Incoming, World, credit_of, typed_for

OPENING = (CloseHousehold, ReopenHousehold, UndoCorrection, *WORK)  # a closing that is only proposed replaces that of an undo of an import
CLOSED = """
SELECT building_id, address_key FROM households WHERE is_closed AND id IN (
    SELECT id FROM households WHERE id IN (??) UNION SELECT root_id FROM households WHERE id IN (??)
)
"""
PARTS_AT = """
SELECT DISTINCT building_id FROM households WHERE building_id IS NOT NULL
    AND root_id IN (SELECT COALESCE(root_id, id) FROM households WHERE id IN (??))
"""
CORRECTED = """
SELECT command_id, household_id FROM field_writes WHERE command_id IN (??)
UNION SELECT id, household_id FROM household_events WHERE id IN (??)
"""
ADDRESSES = "SELECT id, building_id, entrance, floor, door FROM households WHERE is_known AND id IN (??)"
FORMER_ADDRESSES = """
SELECT DISTINCT a.value FROM field_writes a JOIN field_writes c ON c.household_id = a.household_id
WHERE a.subject = 'address' AND a.value IS NOT NULL AND c.subject = 'address' AND c.command_id IN (??)
"""
JOINED = "SELECT absorbed_id, survivor_id, version, person_id, at FROM joins WHERE undone_at IS NULL AND absorbed_id IN (??)"
ERASED = "SELECT household_id FROM erased WHERE household_id IN (??)"
KEYS = "SELECT id FROM households WHERE id IN (??) ORDER BY id {lock}"
NEW_KEY = "INSERT INTO households (id, is_known, version, is_closed) VALUES (?, ?, 0, ?) ON CONFLICT (id) DO NOTHING"
HOUSEHOLDS = "SELECT id, root_id, version, body, merge, is_known FROM households WHERE id IN (??) ORDER BY id {lock}"
PLACEMENTS = """
SELECT f.household_id, f.slice_id, s.kind, s.campaign_id, s.team_id, f.person_id, f.epoch, f.state, f.tries, f.is_visited,
       f.last_visit_at, f.tag, f.gone_reason, c.max_attempts, s.ended_at
FROM feed f JOIN slices s ON s.id = f.slice_id LEFT JOIN campaigns c ON c.id = s.campaign_id
WHERE f.household_id IN (??) AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
"""
LEFT_BY_JOIN = PLACEMENTS.replace("f.gone_reason IS NULL", "f.gone_reason = 'merged'")  # closed ones in stores of before
VISITS = """
SELECT v.id, v.outcome, v.at, v.person_id, p.name, v.team_id, v.campaign_id, v.note, v.doc, v.voided_at, v.voided_by, v.void_reason,
       v.is_after_wish, v.is_late, v.is_doubtful, v.is_counted, v.typed_by, t.name
FROM visits v JOIN people p ON p.id = v.person_id LEFT JOIN people t ON t.id = v.typed_by WHERE v.household_id = ?
"""
SPANS = """
SELECT a.household_id, a.campaign_id, a.team_id, a.from_at, COALESCE(a.to_at, s.ended_at)
FROM assignment_spans a LEFT JOIN slices s ON s.campaign_id = a.campaign_id AND s.team_id = a.team_id AND s.kind = 'team'
WHERE a.household_id IN (??) AND a.team_id IS NOT NULL
"""
ROLLS = "SELECT id FROM people WHERE is_system AND id IN (??)"
BUILDINGS = "SELECT id FROM buildings WHERE id IN (??) ORDER BY id {lock_shared}"  # while doors come to them they stay in their areas


def load_world(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    """Add to `world` what these commands name and it does not hold yet."""
    world = _with_corrected(conn, incoming, world)
    named = {id_ for each in incoming if (id_ := world.meant_by(each.command)) is not None}
    told = [*_new_addresses(incoming), *_other_addresses(conn, incoming), *_former_addresses(conn, incoming)]
    there = lock_addresses(conn, [*told, *_opened_addresses(conn, incoming, world), *_parts_at(conn, incoming, world)])
    wanted = (named | there) - world.doors.keys() - world.aliases.keys()
    doors, aliases = _load_doors(conn, wanted)
    world = replace(world, doors={**world.doors, **doors}, aliases={**world.aliases, **aliases})
    texts = {each for one in incoming if isinstance(one.command, Park) for each in ids_in(one.command.body)}
    world = replace(world, erased=world.erased | erased_of(conn, (wanted | texts) - doors.keys() - aliases.keys()))
    world = _with_rolls(conn, doors.values(), world)
    world = _with_absorbed(conn, incoming, world)
    world = _with_campaigns(conn, incoming, world)
    world = _with_buildings(conn, incoming, world)
    world = _with_requests(conn, incoming, world)
    world = _with_people(conn, incoming, world)
    return _with_spans(conn, incoming, world)


def _with_corrected(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    """Where the corrections stand that these take back."""
    wanted = {each.command.correction_id for each in incoming if isinstance(each.command, UndoCorrection)} - world.corrected.keys()
    if not wanted:
        return world
    return replace(
        world, corrected={**world.corrected, **{row[0]: row[1] for row in fetch(conn, CORRECTED, sorted(wanted), sorted(wanted))}}
    )


def _with_rolls(conn: Connection, doors: Iterable[Door], world: World) -> World:
    """Which of those who closed these doors are rolls: an import was taken back."""
    closings = (door.body.household.closed for door in doors)
    closers = {closing.by for closing in closings if closing is not None} - world.rolls
    return replace(world, rolls=world.rolls | rolls_among(conn, closers)) if closers else world


def rolls_among(conn: Connection, people: Collection[UUID]) -> frozenset[UUID]:
    """Rolls write as somebody of their own."""
    return frozenset(row[0] for row in fetch(conn, ROLLS, sorted(people))) if people else frozenset()


def erased_of(conn: Connection, ids: Collection[UUID]) -> frozenset[UUID]:
    """Of ids that are not known, those whose people were erased."""
    return frozenset(row[0] for row in fetch(conn, ERASED, sorted(ids))) if ids else frozenset()


def _new_addresses(incoming: Sequence[Incoming]) -> list[tuple[UUID, str | None]]:
    """(building, address key) of doors that people add; a roll has matched its own before."""
    adds = [each.command for each in incoming if isinstance(each.command, AddHousehold) and not each.author.is_system]
    return [(each.building_id, address_key(each.entrance, each.floor, each.door)) for each in adds]


def _other_addresses(conn: Connection, incoming: Sequence[Incoming]) -> list[tuple[UUID, str | None]]:
    """(building, address key) of doors to which people give another address, as far as that is known before they are locked."""
    given = [each.command for each in incoming if not each.author.is_system and gives_address(each.command)]
    ids = sorted({each.household_id for each in given if each.household_id is not None})
    stand = {row[0]: row[1:] for row in fetch(conn, ADDRESSES, ids)} if ids else {}
    return [_other_address(stand[each.household_id], each) for each in given if each.household_id in stand]


def _former_addresses(conn: Connection, incoming: Sequence[Incoming]) -> list[tuple[UUID, str | None]]:
    """(building, address key) of all that doors ever had of which people take an address back: which of these stands again is known later."""
    undone = [each.command.correction_id for each in incoming if isinstance(each.command, UndoCorrection)]
    values = [msgspec.json.decode(row[0]) for row in fetch(conn, FORMER_ADDRESSES, sorted(undone))] if undone else []
    return [_address_of(value) for value in values]


def _opened_addresses(conn: Connection, incoming: Sequence[Incoming], world: World) -> list[tuple[UUID, str | None]]:
    """(building, address key) of closed doors that somebody opens, or works at, by whichever of their ids: they are matched as if they were added."""
    opened = (world.meant_by(each.command) for each in incoming if isinstance(each.command, OPENING))
    ids = sorted({each for each in opened if each is not None})
    return [(row[0], row[1]) for row in fetch(conn, CLOSED, ids, ids)] if ids else []


def _parts_at(conn: Connection, incoming: Sequence[Incoming], world: World) -> list[tuple[UUID, str | None]]:
    """The buildings of what became part of households of whose address somebody says or takes back something: it may be taken out of them."""
    given = (world.meant_by(each.command) for each in incoming if isinstance(each.command, UndoCorrection) or gives_address(each.command))
    ids = sorted({each for each in given if each is not None})
    return [(row[0], None) for row in fetch(conn, PARTS_AT, ids)] if ids else []


def _other_address(stands: Sequence[Any], command: AnyCommand) -> tuple[UUID, str | None]:
    return _address_of(dict(zip(ADDRESS, stands, strict=True)) | address_in(command))


def _address_of(parts: Mapping[str, Any]) -> tuple[UUID, str | None]:
    return UUID(str(parts["building_id"])), address_key(parts["entrance"], parts["floor"], parts["door"])


def _with_absorbed(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    """What became part of households to one of which somebody gives another address, or takes one back."""
    given = (each.command for each in incoming if isinstance(each.command, UndoCorrection) or gives_address(each.command))
    corrected = {world.meant_by(each) for each in given}
    roots = {door.id: door for id_ in corrected if (door := world.find(id_)) is not None}
    aliases = {alias: door.id for door in roots.values() for alias in door.body.household.aliases}
    wanted = {alias: root for alias, root in aliases.items() if alias not in world.absorbed}
    if not wanted:
        return world
    return replace(world, aliases={**world.aliases, **aliases}, absorbed={**world.absorbed, **load_absorbed(conn, wanted)})


def load_absorbed(conn: Connection, roots: Mapping[UUID, UUID]) -> dict[UUID, Absorbed]:
    """Aliases, by id (with the root each leads to, locked by the caller), as their households were when they were joined."""
    ids = sorted(roots)
    doors = {alias: Door(alias, version, decode_body(body), decode_merge(merge), ()) for alias, version, body, merge in _stored(conn, ids)}
    parts = {*ids, *(each for door in doors.values() for each in door.body.household.aliases)}
    joined = {row[0]: row[1:] for row in fetch(conn, JOINED, sorted(parts))} if parts else {}
    doors = {alias: without(door, _left(conn, door, joined)) for alias, door in doors.items()}
    places = _places_of_absorbed(conn, doors)
    visits = {root: {row[0]: _visit(row) for row in fetch(conn, VISITS, root)} for root in set(roots.values())}
    requests = {root: requests_at(conn, root) for root in set(roots.values())}
    return {
        alias: Absorbed(
            replace(door, placements=places.get(alias, ())),
            visits[roots[alias]],
            joined_to=joined[alias][0],
            since=joined[alias][1],
            is_decided=joined[alias][2] is not None,
            joined_at=joined[alias][3],
            requests=requests[roots[alias]],
        )
        for alias, door in doors.items()
    }


def _left(conn: Connection, door: Door, joined: Mapping[UUID, Row]) -> list[Door]:
    """Households that this one had taken in when it was joined itself, and that have left it since, also if they came back by another way."""
    left = [each for each in door.body.household.aliases if not _is_part(each, door.id, joined)]
    return [
        Door(id_, version, decode_body(body), decode_merge(merge), ())
        for id_, version, body, merge in _stored(conn, left)
        if body is not None
    ]


def _is_part(alias: UUID, of: UUID, joined: Mapping[UUID, Row]) -> bool:
    """By the joins that stand (the survivor first), by the id of what each absorbed."""
    while alias in joined and alias != of:
        alias = joined[alias][0]
    return alias == of


def _stored(conn: Connection, ids: Sequence[UUID]) -> list[tuple[UUID, int, bytes, bytes]]:
    rows = fetch(conn, HOUSEHOLDS.replace("{lock}", ""), ids) if ids else ()
    return [(row[0], row[2], row[3], row[4]) for row in rows]


def _places_of_absorbed(conn: Connection, doors: Mapping[UUID, Door]) -> dict[UUID, tuple[Placement, ...]]:
    """Where each is to stand once it is parted: where it stood when it was joined, but for campaigns that its area has left since; and with
    nobody in the others that reach it. Each with the last epoch that it had there."""
    buildings = {id_: door.building_id for id_, door in doors.items()}
    fetch(conn, BUILDINGS, sorted(set(buildings.values())))
    stood = _placements(conn, list(doors), LEFT_BY_JOIN)
    out = out_of_reach(conn, set(buildings.values()), {place.campaign_id for each in stood.values() for place in each if place.campaign_id})
    reached, epochs = places_with_nobody(conn, buildings), last_epochs(conn, doors)
    found: dict[UUID, tuple[Placement, ...]] = {}
    for id_ in doors:
        places = [place for place in _latest(stood.get(id_, ())) if (place.campaign_id, buildings[id_]) not in out]
        campaigns = {place.campaign_id for place in places if place.is_assignment}
        places += [place for place in reached[id_] if place.campaign_id not in campaigns]
        found[id_] = tuple(replace(place, epoch=max(place.epoch, _last_of(place, id_, epochs))) for place in places)
    return found


def _latest(places: Iterable[Placement]) -> Iterable[Placement]:
    """In each campaign only the last: what left a store of before with its area may have one of an earlier join beside it."""
    return {(each.campaign_id or each.slice_id): each for each in sorted(places, key=lambda each: each.epoch)}.values()


def _last_of(place: Placement, door_id: UUID, epochs: Mapping[tuple[UUID, UUID], int]) -> int:
    return 0 if place.campaign_id is None else epochs.get((door_id, place.campaign_id), 0)


def _visit(row: Row) -> CardVisit:
    id_, outcome, at, person, name, team, campaign, note, doc, voided_at, voided_by, reason, *flags, typed_by, typed_by_name = row
    after_wish, late, doubtful, counted = map(bool, flags)
    more = msgspec.json.decode(doc, type=VisitDoc) if doc else VisitDoc()
    return CardVisit(
        id=id_,
        outcome=outcome,
        at=at,
        by=person,
        by_name=name,
        team_id=team,
        campaign_id=campaign,
        note=note,
        appointment=more.appointment,
        answers=more.answers,
        voided=None if voided_at is None else Void(reason=reason, by=voided_by, at=voided_at),
        after_wish=after_wish,
        late=late,
        doubtful=doubtful,
        counted=counted,
        typed_by=UNSET if typed_by is None else typed_by,
        typed_by_name=UNSET if typed_by is None else typed_by_name,
    )


def _load_doors(conn: Connection, ids: set[UUID]) -> tuple[dict[UUID, Door], dict[UUID, UUID]]:
    if not ids:
        return {}, {}
    wanted = sorted(ids, key=lambda door_id: door_id.int)
    rows = fetch(conn, HOUSEHOLDS, wanted)
    if len(rows) < len(wanted) and conn.dialect.name == "postgresql":  # SQLite has one writer: nothing to lock
        there = {row[0] for row in rows}
        add_keys(conn, [each for each in wanted if each not in there])
        rows = fetch(conn, HOUSEHOLDS, wanted)
    aliases = {row[0]: row[1] for row in rows if row[1] is not None}
    roots = sorted(set(aliases.values()) - ids)
    found = [row for row in [*rows, *(fetch(conn, HOUSEHOLDS, roots) if roots else ())] if row[1] is None and row[5]]
    return _doors(conn, found), aliases


def load_doors(conn: Connection, ids: Iterable[UUID]) -> dict[UUID, Door]:
    """Known doors by their ids, locked; the root of an id that was joined to another."""
    return _load_doors(conn, set(ids))[0]


def add_keys(conn: Connection, ids: Iterable[UUID]) -> None:
    """Give unknown ids a row to lock, so that "is it known" and "is anything held for it" cannot miss each other."""
    execute_many(conn, NEW_KEY, [(each, False, False) for each in ids])


def _doors(conn: Connection, rows: Sequence[Row]) -> dict[UUID, Door]:
    if not rows:
        return {}
    places = _placements(conn, [row[0] for row in rows])
    return {
        door_id: Door(door_id, version, decode_body(body), decode_merge(merge), tuple(places.get(door_id, ())))
        for door_id, _, version, body, merge, _ in rows
    }


def _placements(conn: Connection, ids: list[UUID], sql: str = PLACEMENTS) -> dict[UUID, list[Placement]]:
    found: dict[UUID, list[Placement]] = {}
    for row in fetch(conn, sql, ids):
        (door_id, slice_id, kind, campaign, team, person, epoch, state, tries, visited, last, tag, gone, most, ended) = row
        place = Placement(slice_id, kind, campaign, team, person, epoch, state, tries, bool(visited), last, tag, gone, most, ended)
        found.setdefault(door_id, []).append(place)
    return found


def _with_campaigns(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    named = {each.command.campaign_id for each in incoming if isinstance(each.command, RecordVisit | AddHousehold)}
    wanted = [each for each in named if each is not None and each not in world.campaigns]
    if not wanted:
        return world
    return replace(world, campaigns={**world.campaigns, **find_campaigns(conn, wanted)})


def _with_buildings(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    named = sorted({each for one in incoming for each in _buildings(one)})
    if not named:
        return world
    known = frozenset(row[0] for row in fetch(conn, BUILDINGS, named))
    new = sorted({one.command.building_id for one in incoming if isinstance(one.command, AddHousehold)} & known)
    places = find_places(conn, new, incoming) if new else {}
    return replace(world, buildings=world.buildings | known, places={**world.places, **places})


def _buildings(incoming: Incoming) -> list[UUID]:
    command = incoming.command
    if isinstance(command, AddHousehold):
        return [command.building_id]
    if isinstance(command, CorrectHousehold):
        address = command.fields.address
        given = [command.fields.building_id, None if address is UNSET else address.building_id]
        return [each for each in given if isinstance(each, UUID)]
    return []


def _with_requests(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    """Requests that are named and have left their card: closed long ago."""
    wanted = dict(old for each in incoming if (old := _old_request(each, world)) is not None)
    if not wanted:
        return world
    return replace(world, old_requests={**world.old_requests, **_old_requests(conn, wanted)})


def _old_request(incoming: Incoming, world: World) -> tuple[UUID, RequestFold] | None:
    """One that is not on the card and that nobody has read or put aside yet, with what its door's merging knows of it."""
    command = incoming.command
    if not isinstance(command, AdvanceRequest | CommentRequest) or (door := world.find(command.household_id)) is None:
        return None
    request_id = command.request_id
    if request_id in world.old_requests or any(request.id == request_id for request in requests_of(door.body)):
        return None
    fold = fold_of(door.merge, str(request_id))
    return None if fold is None else (request_id, fold)


def _old_requests(conn: Connection, folds: Mapping[UUID, RequestFold]) -> dict[UUID, CardRequest]:
    """As they would be on the card, had they never left it."""
    return {id_: replace(each, state=folds[id_].state, round=folds[id_].round) for id_, each in requests_by_id(conn, folds).items()}


def _with_people(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    """Who knocked, where somebody else types it in."""
    wanted = {named for each in incoming if (named := typed_for(each)) is not None} - world.people.keys()
    return replace(world, people={**world.people, **find_knockers(conn, wanted)}) if wanted else world


def _with_spans(conn: Connection, incoming: Sequence[Incoming], world: World) -> World:
    """Who held a door before, where its team now is not the author's, or where the author may take another out of it."""
    wanted = {
        door.id
        for each in incoming
        if (door := world.find(world.meant_by(each.command)))
        and (_may_take_out(each.command, door, world) or _may_be_late(each, door) or _may_be_typed_late(each, door, world))
    } - world.spans.keys()
    if not wanted:
        return world
    spans: dict[UUID, list[HeldSpan]] = {door_id: [] for door_id in wanted}
    root_of = {alias: door_id for door_id in wanted for alias in (door_id, *world.doors[door_id].body.household.aliases)}
    for door_id, campaign_id, team_id, from_at, to_at in fetch(conn, SPANS, sorted(root_of)):
        spans[root_of[door_id]].append(HeldSpan(campaign_id, team_id, from_at, to_at))
    return replace(world, spans={**world.spans, **{door_id: tuple(found) for door_id, found in spans.items()}})


def _may_take_out(command: AnyCommand, door: Door, world: World) -> bool:
    named = door.body.household.aliases if isinstance(command, UndoCorrection) else [command.household_id]
    return any(each in world.absorbed for each in named)


def _may_be_late(incoming: Incoming, door: Door) -> bool:
    for place in door.placements:
        if place.kind == "team" and place.ended_at is None and incoming.author.is_in(place.team_id):
            return False  # the usual answer, at every command
    credit = credit_of(incoming.author, door, (), incoming.made_at)
    return credit is None or (credit.team_id is None and bool(incoming.author.teams))


def _may_be_typed_late(incoming: Incoming, door: Door, world: World) -> bool:
    """Whether who knocked is in no team that has the door now."""
    knocker = world.people.get(named) if (named := typed_for(incoming)) is not None else None
    if knocker is None:
        return False
    return not any(place.kind == "team" and place.ended_at is None and knocker.is_in(place.team_id) for place in door.placements)
