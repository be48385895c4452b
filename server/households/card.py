"""One household with all its history: what a card leaves out is read here, online."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Connection, select

from server.areas.naming import building_in, buildings_in, name_buildings
from server.db.driver import Row, fetch
from server.db.tables import buildings, households
from server.households.schemas import Change, Held, Household
from server.identity.schemas import Named
from sync.card import NOBODY, StoredBody, decode_body
from sync.merge import Merge, decode_merge, writes_of
from sync.protocol import Assignment

PLACES = """
SELECT s.campaign_id, s.team_id, f.person_id, f.epoch, f.state, f.tag, f.slice_id FROM feed f JOIN slices s ON s.id = f.slice_id
WHERE f.household_id = ? AND s.kind IN ('team', 'unassigned') AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
"""
HOLDERS = """
SELECT a.campaign_id, a.team_id, t.name, a.person_id, p.name, a.from_at, a.to_at, q.id, q.name
FROM assignment_spans a LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN people p ON p.id = a.person_id
LEFT JOIN move_doors d ON d.household_id = a.household_id AND d.epoch = a.epoch
    AND d.move_id IN (SELECT m.id FROM moves m WHERE m.campaign_id = a.campaign_id)
LEFT JOIN moves m ON m.id = d.move_id LEFT JOIN people q ON q.id = m.by_person_id
WHERE a.household_id = ? ORDER BY a.campaign_id, a.epoch
"""
HISTORY = (
    ("v.at, v.arrived_at", "'record_visit', NULL, v.outcome, v.note, v.typed_by, v.id, NULL", "visits v", "v.person_id"),
    ("v.voided_at, v.voided_at", "'void_visit', NULL, v.outcome, v.void_reason, NULL, NULL, NULL", "visits v", "v.voided_by"),
    (
        "w.at, w.arrived_at",
        "CASE w.outcome WHEN 'added' THEN 'added' WHEN 'undone' THEN 'undo_correction' ELSE 'correct_household' END,"
        " w.subject, w.value, NULL, NULL, w.command_id,"
        " CASE WHEN w.outcome IN ('merged', 'superseded') THEN w.outcome END",
        "field_writes w",
        "w.person_id",
    ),
    ("r.raised_at, r.arrived_at", "'raise_request', NULL, r.text, NULL, NULL, r.id, NULL", "requests r", "r.person_id"),
    (
        "e.at, e.arrived_at",
        "'advance_request', e.event, e.text, NULL, NULL, e.id, CASE WHEN e.is_taken THEN NULL ELSE 'superseded' END",
        "request_events e",
        "e.person_id",
    ),
    ("d.at, d.arrived_at", "'refuse_contact', NULL, d.reason, NULL, NULL, d.id, NULL", "wishes d", "d.person_id"),
    ("d.lifted_at, d.lifted_at", "'lift_contact', NULL, d.lift_reason, NULL, NULL, NULL, NULL", "wishes d", "d.lifted_by"),
    (
        "h.at, h.arrived_at",
        "h.what, NULL, CASE h.what WHEN 'undo_too_late' THEN NULL ELSE h.reason END, NULL, NULL, h.id,"
        " CASE h.what WHEN 'undo_too_late' THEN COALESCE(h.reason, 'written_since')"  # older lines say no reason
        " WHEN 'closed_too_late' THEN 'written_since' WHEN 'reopened_too_late' THEN 'written_since' END",
        "household_events h",
        "h.person_id",
    ),
)
EVENTS = {
    "erased": "erase_household",
    "added": "add_household",
    "close_proposed": "close_household",
    "closed": "confirm_closing",
    "closed_too_late": "confirm_closing",
    "reopened": "reopen_household",
    "reopened_too_late": "reopen_household",
    "closing_undone": "undo_closing",
    "undo_too_late": "undo_correction",
}
MERGE = "SELECT merge FROM households WHERE id = ?"
NAMES = "SELECT id, name FROM people WHERE id IN (??)"
LIMIT = 500


class Place(msgspec.Struct, frozen=True):
    """Where a door stands in one campaign."""

    campaign_id: UUID
    team_id: UUID | None
    person_id: UUID | None
    epoch: int
    state: Any
    tag: int
    slice_id: UUID


NOWHERE = Place(NOBODY, None, None, 0, "never_tried", 0, NOBODY)  # a door of no campaign


class Found(msgspec.Struct, frozen=True):
    """A household's row, with where it stands."""

    id: UUID
    version: int
    body: bytes
    building_id: UUID
    building: str
    area_id: UUID
    places: tuple[Place, ...]


def find_household(conn: Connection, household_id: UUID) -> Found | None:
    """The household, or the one that this id is an alias of."""
    row = conn.execute(select(households.c.is_known, households.c.root_id).where(households.c.id == household_id)).first()
    if row is None or not row.is_known:
        return None
    home_id = row.root_id or household_id
    stmt = select(households.c.version, households.c.body, buildings.c.id, buildings.c.name, buildings.c.area_id)
    home = conn.execute(stmt.join(buildings, buildings.c.id == households.c.building_id).where(households.c.id == home_id)).first()
    if home is None or home.body is None:
        return None
    return Found(home_id, *home, tuple(Place(*place) for place in fetch(conn, PLACES, home_id)))


def read_household(conn: Connection, found: Found, place: Place) -> Household:
    body = decode_body(found.body)
    shown = {name: getattr(body, name) for name in body.__struct_fields__}
    return Household(
        **shown,
        version=found.version,
        tag=place.tag,
        assignment=Assignment(campaign_id=place.campaign_id, team_id=place.team_id, person_id=place.person_id, epoch=place.epoch),
        state=place.state,
        building=found.building,
        history=read_history(conn, found.id),
        holders=read_holders(conn, found.id),
        buildings=list(name_buildings(conn, _named_in_conflicts(body)).values()),
    )


def _named_in_conflicts(body: StoredBody) -> frozenset[UUID]:
    return buildings_in(*(value for conflict in body.conflicts for value in (conflict.kept, conflict.other)))


def read_history(conn: Connection, household_id: UUID) -> list[Change]:
    """Everything that was done at a door, the latest first; of one moment (rolls are made on a day) what came in last."""
    rows: list[Any] = []
    for times, told, table, by in HISTORY:
        alias = table[-1]
        sql = f"SELECT {times}, p.id, p.name, p.is_system, {told} FROM {table} JOIN people p ON p.id = {by} WHERE {alias}.household_id = ?"
        rows += fetch(conn, sql, household_id)
    rows.sort(key=lambda row: row[:2], reverse=True)
    typists = sorted({row[9] for row in rows if row[9] is not None})
    names = {row[0]: row[1] for row in fetch(conn, NAMES, typists)} if typists else {}
    merge = decode_merge(bytes(fetch(conn, MERGE, household_id)[0][0]))
    return _with_buildings(conn, [_with_undoing(_change(row, names), row, merge) for row in rows[:LIMIT]])


def _with_undoing(change: Change, row: Row, merge: Merge) -> Change:
    """Of a correction or a closing: whether it was taken back, or stands and can be."""
    what, key, command_id = row[5], row[6], str(row[10])
    is_closing = what in ("close_proposed", "closed", "reopened")
    if what != "correct_household" and not is_closing:
        return change
    if command_id in merge.undone:
        return msgspec.structs.replace(change, became="taken_back")
    if is_closing:
        return msgspec.structs.replace(change, can_undo=bool(merge.closings) and merge.closings[-1].command == command_id)
    held = writes_of(merge, key) or ()
    return msgspec.structs.replace(change, can_undo=any(write.command == command_id and write.replaced for write in held))


def _change(row: Row, names: Mapping[UUID, str]) -> Change:
    at, arrived_at, person_id, name, is_system, what, field, value, note, typed_by, command_id, became = row
    kind: str = EVENTS[what] if what in EVENTS else str(what)
    shown: str | UnsetType = UNSET if field is None else field
    if what in ("correct_household", "undo_correction") or (what == "added" and field is not None):
        subject, shown = str(field).rpartition("/")[::2]
        kind = "correct_resident" if subject and what != "undo_correction" else kind
        value = None if value is None else msgspec.json.decode(bytes(value))
    elif what == "advance_request" and field == "comment":
        kind, shown = "comment_request", UNSET
    if is_system:
        kind = "import"
    typist = UNSET if typed_by is None else Named(typed_by, names[typed_by])
    told = (UNSET if note is None else note, typist, command_id or UNSET, became or UNSET)
    return Change(at, arrived_at, Named(person_id, name), kind, shown, value, *told)


def _with_buildings(conn: Connection, changes: list[Change]) -> list[Change]:
    """The changes, each address with the name of its building."""
    of = [building_in(change.value) if change.field == "address" else None for change in changes]
    names = name_buildings(conn, of)
    return [
        msgspec.structs.replace(change, building=names[named].name) if named in names else change
        for change, named in zip(changes, of, strict=True)
    ]


def read_holders(conn: Connection, household_id: UUID) -> list[Held]:
    """Which team or person had the door from when to when, the latest first. Moves that changed neither are one span."""
    spans: list[Held] = []
    for row in fetch(conn, HOLDERS, household_id):
        campaign_id, team_id, team, person_id, person, from_at, to_at, by_id, by = row
        holder = Named(person_id, person) if person_id else None
        held = Held(campaign_id, team_id, team, holder, from_at, to_at, Named(by_id, by) if by_id else None)
        last = spans[-1] if spans else None
        if last is not None and (last.campaign_id, last.team_id, last.person) == (held.campaign_id, held.team_id, held.person):
            held = msgspec.structs.replace(held, from_at=last.from_at, by=last.by)
            spans.pop()
        spans.append(held)
    return sorted(spans, key=lambda each: each.from_at, reverse=True)
