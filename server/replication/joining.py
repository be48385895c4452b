"""Joins two households that are one door, and takes them apart again: cards, histories, spans, counters and feeds in one transaction."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import execute, execute_many, fetch
from server.journal.deeds import DoorsJoined, DoorsParted
from server.journal.file import note
from server.replication.alike import are_told_apart, equal_doors, suggest_pairs
from server.replication.doors import write_doors
from server.replication.histories import write_histories
from server.replication.moves import END_SPAN
from server.replication.notices import items_of
from server.replication.reading import load_absorbed, load_doors
from server.replication.slices import NewId
from sync.card import Door
from sync.joining import Parted, by_age, is_as_found, join, part
from sync.merge import base_of
from sync.records import AfterWish, DoorEvent, Notice, Record

LAST_EPOCHS = "SELECT campaign_id, MAX(epoch) FROM assignment_spans WHERE household_id = ? GROUP BY campaign_id"
VERSION_BASE = "SELECT version_base FROM organization"
ABSORB = "UPDATE households SET root_id = ?, version = ? WHERE id = ?"
FOLLOW_ROOT = "UPDATE households SET root_id = ? WHERE root_id = ?"
OWN_ROOT = "UPDATE households SET root_id = ? WHERE id = ?"
BUILDING_OF = "SELECT id FROM buildings WHERE id IN (SELECT building_id FROM households WHERE id = ?) {lock_shared}"
END_SPANS = """
UPDATE assignment_spans SET to_at = ?, from_at = CASE WHEN from_at > ? THEN ? ELSE from_at END WHERE household_id = ? AND to_at IS NULL
"""
NEW_JOIN = "INSERT INTO joins (id, survivor_id, absorbed_id, person_id, version, at) VALUES (?, ?, ?, ?, ?, ?)"
END_JOIN = "UPDATE joins SET undone_at = ?, undone_by = ? WHERE absorbed_id = ? AND undone_at IS NULL"
NAMED = {  # by table, the key that is the command's id
    "visits": "id",
    "requests": "id",
    "request_events": "id",
    "wishes": "id",
    "household_events": "id",
    "field_writes": "command_id",
}
GIVE = "UPDATE {table} SET named_id = COALESCE(named_id, household_id), household_id = ? WHERE household_id = ?"
GIVE_BACK = "UPDATE {table} SET household_id = ? WHERE household_id = ? AND named_id IN (??)"
RESIDENTS_GO = "UPDATE field_writes SET household_id = ? WHERE household_id = ? AND substr(subject, 1, 36) = ?"
NO_LONGER_JOINED = """
UPDATE feed SET gone_reason = 'left_campaign', gone_to = NULL
WHERE household_id = ? AND gone_reason IN ('merged', 'closed') AND slice_id NOT IN (??) RETURNING 1
"""  # where it does not stand again, for its area has left: else it would, when it is parted from what it is joined to next
REMEMBER = "UPDATE {table} SET named_id = ? WHERE {key} = ?"
REMEMBER_VALUE = (
    REMEMBER.format(table="field_writes", key="command_id") + " AND subject NOT LIKE '%/%'"
)  # a resident's go with the resident


class NotTwoDoors(Exception):
    """What should be joined is not two households that stand for themselves."""


class NotJoined(Exception):
    """What should be taken apart is not joined to another household."""


def join_equal(conn: Connection, told_by: Mapping[UUID, UUID], *, now: int, new_id: NewId) -> dict[UUID, Door]:
    """Match doors that are new, or of whose address something else was said (with who did), on their addresses at the end of the push.

    Where one door of a roll or a desk, or none, has the same address, they become one; where several have, and of what is only
    alike, or was told apart, a person decides. The doors that took others in, by the ids of those.
    """
    joined: dict[UUID, Door] = {}
    equal = equal_doors(conn, sorted(told_by))
    for door_id in sorted(equal):
        doors = load_doors(conn, {door_id, *equal[door_id]})
        same = sorted(filter(is_as_found, doors.values()), key=lambda door: (door.merge.found, door.id.int))
        if door_id not in {door.id for door in same}:  # or one of the others took it in a moment ago
            continue
        first, *others = same
        if all(each.merge.found for each in others) and not are_told_apart(conn, same):
            for other in others:
                join_doors(conn, first, other, now=now, new_id=new_id, told_by=told_by[door_id])
                first = load_doors(conn, {first.id})[first.id]  # with the tags that were just written
                joined[other.id] = first
    suggest_pairs(conn, [door_id for door_id in sorted(told_by) if door_id not in joined], now)
    return {absorbed: joined.get(door.id, door) for absorbed, door in joined.items()}


def join_doors(
    conn: Connection, one: Door, other: Door, *, now: int, new_id: NewId, told_by: UUID, by: UUID | None = None, join_id: UUID | None = None
) -> Door:
    """Two doors that the caller holds locked become one. `by`: the person who decided it; None: equal addresses did."""
    survivor, absorbed = by_age(one, other)
    epochs: dict[UUID | None, int] = {row[0]: row[1] for row in fetch(conn, LAST_EPOCHS, survivor.id)}
    result = join(survivor, absorbed, _version_base(conn), epochs)
    join_id = join_id or new_id()
    if by is not None:
        note(conn, DoorsJoined(at=now, one_id=one.id, other_id=other.id, person_id=by, join_id=join_id))
    execute(conn, NEW_JOIN, join_id, survivor.id, absorbed.id, by, result.survivor.version, now)
    execute(conn, ABSORB, survivor.id, result.absorbed.version, absorbed.id)
    execute(conn, FOLLOW_ROOT, survivor.id, absorbed.id)
    write_histories(conn, result.firsts, now)  # under their own ids, which they keep
    for table in NAMED:
        execute(conn, GIVE.format(table=table), survivor.id, absorbed.id)
    events: list[Record] = [
        DoorEvent(id=new_id(), household_id=survivor.id, what="joined", reason=None, person_id=told_by, at=now),
        *(AfterWish(visit_id=each) for each in result.after_wish),
    ]
    write_histories(conn, events, now)
    made_at = _made_at(absorbed)  # a door found on the way was its finder's since then, not since it arrived
    execute(conn, END_SPANS, now, made_at, made_at, absorbed.id)
    left = [place.campaign_id for place in result.survivor.placements if place.gone == "reassigned"]
    execute_many(conn, END_SPAN, [(now, survivor.id, campaign_id) for campaign_id in left])
    notices = _notices(survivor, absorbed, told_by)
    items = items_of(conn, notices, {survivor.id: result.survivor}, now, new_id)
    write_doors(conn, [(survivor, result.survivor)], items, now, absorbed=[(absorbed, result.absorbed)])
    return result.survivor


def _made_at(door: Door) -> int:
    base = base_of(door.merge, "")
    return 0 if base is None else base.at.millis


def _notices(survivor: Door, absorbed: Door, told_by: UUID) -> list[Notice]:
    """The coordinators hear of a door that one of two teams has lost by it."""
    teams = {place.campaign_id: place.team_id for place in survivor.placements if place.kind == "team" and place.gone is None}
    lost = any(
        teams.get(place.campaign_id, place.team_id) != place.team_id
        for place in absorbed.placements
        if place.kind == "team" and place.gone is None
    )
    told = Notice(to=None, what="joined", household_id=survivor.id, command_id=absorbed.id, by=told_by)
    return [told] if lost else []


def load_two(conn: Connection, one_id: UUID, other_id: UUID) -> tuple[Door, Door]:
    """Both under their locks. Raises NotTwoDoors."""
    doors = load_doors(conn, {one_id, other_id})
    if one_id == other_id or one_id not in doors or other_id not in doors:
        raise NotTwoDoors
    return doors[one_id], doors[other_id]


def part_doors(conn: Connection, absorbed_id: UUID, *, by: UUID, now: int, new_id: NewId, wishes: Collection[UUID] | None = None) -> Parted:
    """Take a household out of the one it was joined to. `wishes`: of others, that stay on it too (None: all). Raises NotJoined."""
    fetch(conn, BUILDING_OF, absorbed_id)  # before any household
    roots = load_doors(conn, {absorbed_id})
    root = next(iter(roots.values()), None)
    if root is None or root.id == absorbed_id:
        raise NotJoined
    stored = load_absorbed(conn, {absorbed_id: root.id})[absorbed_id]
    shared = None if wishes is None else {str(each) for each in wishes}
    parted = part(root, stored.door, stored.visits, _version_base(conn), shared, requests=stored.requests)
    note(conn, DoorsParted(at=now, household_id=absorbed_id, person_id=by))
    end_places(conn, parted)
    write_doors(conn, [(root, parted.survivor), (None, parted.restored)], {}, now)
    store_parted(conn, parted, by=by, now=now, new_id=new_id)
    return parted


def end_places(conn: Connection, parted: Parted) -> None:
    """Where a household stood when it was joined, and is not to stand again. Before its card is written: that enters it where it came since."""
    fetch(conn, NO_LONGER_JOINED, parted.restored.id, [place.slice_id for place in parted.restored.placements])


def store_parted(conn: Connection, parted: Parted, *, by: UUID, now: int, new_id: NewId) -> None:
    """What stands beside the two cards, which the caller writes: the ids, the histories, the record of the join."""
    restored, root = parted.restored, parted.survivor
    execute(conn, OWN_ROOT, None, restored.id)
    execute_many(conn, OWN_ROOT, [(restored.id, alias) for alias in restored.body.household.aliases])
    ids = [restored.id, *restored.body.household.aliases]
    for table in NAMED:
        fetch(conn, GIVE_BACK.format(table=table) + " RETURNING 1", restored.id, root.id, ids)
    execute_many(conn, RESIDENTS_GO, [(restored.id, root.id, str(each.id)) for each in restored.body.residents])
    execute(conn, END_JOIN, now, by, restored.id)
    events: list[Record] = [
        DoorEvent(id=new_id(), household_id=each.id, what="parted", reason=None, person_id=by, at=now) for each in (root, restored)
    ]
    write_histories(conn, [*events, *(AfterWish(visit_id=each, is_after=False) for each in parted.unmarked)], now)


def remember_names(conn: Connection, named: Mapping[UUID, UUID]) -> None:
    """That commands (by id) named another id than their household has now."""
    for table, key in NAMED.items():
        sql = REMEMBER_VALUE if table == "field_writes" else REMEMBER.format(table=table, key=key)
        execute_many(conn, sql, [(under, command_id) for command_id, under in named.items()])


def _version_base(conn: Connection) -> int:
    base: int = fetch(conn, VERSION_BASE)[0][0]
    return base
