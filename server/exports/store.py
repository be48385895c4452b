"""Doors, visits and requests, read some buildings at a time. Nothing here holds more than those."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import fetch
from server.exports.reach import Place, Reach
from server.households.filters import doors_where
from server.households.store import JOINED

BUILDINGS = 16  # read at once: some hundred doors
DOORS = """
SELECT id, building_id, entrance, floor, door, version, body, is_closed FROM households
WHERE building_id IN (??) AND is_known AND root_id IS NULL AND (? OR NOT is_closed)
"""
STANDS = """
SELECT f.household_id, s.team_id, f.person_id, f.state, f.tries, f.is_visited, f.last_visit_at FROM feed f JOIN slices s ON s.id = f.slice_id
WHERE f.household_id IN (??) AND (f.gone_reason IS NULL OR f.gone_reason = 'closed') AND s.campaign_id = ? AND s.kind IN ('team', 'unassigned')
"""
VISITS = """
SELECT household_id, id, at, outcome, person_id, team_id, note, doc, is_late, is_doubtful, voided_at, void_reason,
    typed_by
FROM visits WHERE household_id IN (??) AND campaign_id = ? ORDER BY at, id
"""
REQUESTS = """
SELECT household_id, id, raised_at, person_id, team_id, category, text, urgency, state FROM requests
WHERE household_id IN (??) ORDER BY raised_at, id
"""
FITTING = f"SELECT h.id FROM {JOINED} AND h.building_id IN (??)"
EVENTS = "SELECT request_id, at, text FROM request_events WHERE request_id IN (??) AND is_taken ORDER BY at, id"


class Stand(msgspec.Struct, frozen=True):
    """Where a door stands in the campaign."""

    team_id: UUID | None
    person_id: UUID | None
    state: str
    tries: int
    is_visited: bool
    last_visit_at: int | None


class DoorRecord(msgspec.Struct, frozen=True):
    """A household as it lies in the store; `stand` None: it is in no campaign."""

    id: UUID
    place: Place
    entrance: str | None
    floor: int | None
    door: str | None
    version: int
    body: bytes
    stand: Stand | None
    is_closed: bool = False


class Names(msgspec.Struct, frozen=True):
    people: Mapping[UUID, str]
    teams: Mapping[UUID, str]


class Page(msgspec.Struct, frozen=True):
    """Some buildings' doors in no order, and what was asked for of them: rows of VISITS, or of REQUESTS with their last EVENTS row."""

    doors: Sequence[DoorRecord]
    told: Sequence[Sequence[Any]] = ()
    last: Mapping[UUID, Sequence[Any]] = {}
    names: Names = Names({}, {})


def chunks_of(places: Sequence[Place], size: int = BUILDINGS) -> list[Sequence[Place]]:
    return [places[start : start + size] for start in range(0, len(places), size)]


def read_page(conn: Connection, reach: Reach, places: Sequence[Place]) -> Page:
    doors = read_doors(conn, reach, places)
    ids = [door.id for door in doors]
    if reach.asked.kind == "visits":
        told = fetch(conn, VISITS, ids, reach.campaign_id)
        return Page(doors, told, {}, _names(conn, [*(row[4] for row in told), *(row[12] for row in told)], [row[5] for row in told]))
    if reach.asked.kind == "requests":
        told = fetch(conn, REQUESTS, ids)
        last = {row[0]: row for row in fetch(conn, EVENTS, [row[1] for row in told])}
        return Page(doors, told, last, _names(conn, [row[3] for row in told], [row[4] for row in told]))
    stands = [door.stand for door in doors if door.stand is not None]
    return Page(doors, (), {}, _names(conn, [stand.person_id for stand in stands], [stand.team_id for stand in stands]))


def read_doors(conn: Connection, reach: Reach, places: Sequence[Place]) -> list[DoorRecord]:
    """The doors of these buildings that are in reach and fit what was asked; closed ones, too, where it is asked what was done and wanted there."""
    by_id = {place.id: place for place in places}
    rows = fetch(conn, DOORS, list(by_id), reach.with_closed)
    stands = {row[0]: Stand(*row[1:]) for row in fetch(conn, STANDS, [row[0] for row in rows], reach.campaign_id)} if rows else {}
    fitting = _fitting(conn, reach, by_id) if reach.wanted is not None else None
    records = (
        DoorRecord(row[0], by_id[row[1]], row[2], row[3], row[4], row[5], bytes(row[6]), stands.get(row[0]), bool(row[7]))
        for row in rows
        if row[6] is not None and (fitting is None or row[0] in fitting)
    )
    return [record for record in records if _is_in_reach(record, reach)]


def _is_in_reach(record: DoorRecord, reach: Reach) -> bool:
    if reach.area_ids is None or record.place.area_id in reach.area_ids:
        return True
    return record.stand is not None and record.stand.team_id in reach.team_ids


def _fitting(conn: Connection, reach: Reach, buildings: Collection[UUID]) -> frozenset[UUID]:
    """The doors of these buildings that fit the filter of a list."""
    assert reach.wanted is not None, "asked only where there is a filter"
    told = doors_where(reach.wanted, with_closed=reach.with_closed)
    found = frozenset(row[0] for row in fetch(conn, f"{FITTING} AND {told.sql}", list(buildings), *told.params))
    return found if reach.named is None else found & reach.named


def _names(conn: Connection, people: Collection[UUID | None], teams: Collection[UUID | None]) -> Names:
    return Names(_named(conn, "people", people), _named(conn, "teams", teams))


def _named(conn: Connection, table: str, ids: Collection[UUID | None]) -> Mapping[UUID, str]:
    wanted = sorted({each for each in ids if each is not None})
    return {row[0]: row[1] for row in fetch(conn, f"SELECT id, name FROM {table} WHERE id IN (??)", wanted)} if wanted else {}
