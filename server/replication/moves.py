"""Assignment moves: decided here, under the doors' locks, and never merged. They touch feed rows, not cards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import Row, execute_many, execute_set, fetch
from server.journal.deeds import DoorsMoved
from server.journal.file import note
from server.replication.counters import add_coverage
from server.replication.feed import ENTER, NEW_SPAN
from server.replication.reading import KEYS
from server.replication.slices import advance_slice
from sync.card import NOBODY, Placement, assignment_part
from sync.digest import tag_of
from sync.effect import Shares, add_share, sums_of

DOORS = """
SELECT h.id, h.version, h.body_hash, h.building_id, h.added_in, h.is_closed, f.slice_id, s.kind, s.team_id, f.person_id, f.epoch, f.state,
       f.tries, f.is_visited, f.last_visit_at, f.tag
FROM households h JOIN feed f ON f.household_id = h.id JOIN slices s ON s.id = f.slice_id
WHERE h.id IN (??) AND h.root_id IS NULL AND s.campaign_id = ? AND s.kind IN ('team', 'unassigned') AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
"""
TARGET = """
SELECT s.id, s.kind FROM slices s JOIN campaigns c ON c.id = s.campaign_id LEFT JOIN teams t ON t.id = s.team_id
WHERE s.campaign_id = ? AND s.kind = ? AND s.ended_at IS NULL AND c.ended_at IS NULL AND t.ended_at IS NULL
"""
LEAVE = """
UPDATE feed SET seq = ?, tag = 0, gone_reason = 'reassigned', gone_to = ?, changed_at = ? WHERE household_id = ? AND slice_id = ?
"""
END_SPAN = "UPDATE assignment_spans SET to_at = ? WHERE household_id = ? AND campaign_id = ? AND to_at IS NULL"
MOVED = """
INSERT INTO move_doors (move_id, household_id, epoch, from_team_id, from_person_id) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (move_id, household_id) DO UPDATE SET epoch = excluded.epoch
"""
ANY_AWAITED = "SELECT 1 FROM awaited_doors WHERE campaign_id = ? LIMIT 1"
NO_LONGER_AWAITED = "DELETE FROM awaited_doors WHERE household_id = ? AND campaign_id = ?"  # what a desk had said before a restore
ORDERED = "SELECT by_person_id, only_if FROM moves WHERE id = ?"


class Skipped(msgspec.Struct, frozen=True):
    """reason: not_in_campaign | closed | visited | already_there | moved_since | team_ended | campaign_ended"""

    household_id: UUID
    reason: str


class TargetEnded(Exception):
    """The team or campaign that the doors were going to ended in the middle of the transaction. Done again, it finds it ended."""


class Moved(msgspec.Struct, frozen=True):
    moved: tuple[UUID, ...]
    skipped: tuple[Skipped, ...]


class Holding(msgspec.Struct, frozen=True):
    """A door as it is assigned now."""

    id: UUID
    version: int
    body_hash: bytes
    building_id: UUID
    is_found: bool  # on the way of this campaign
    is_closed: bool
    place: Placement


def move_doors(
    conn: Connection,
    campaign_id: UUID,
    doors: Sequence[UUID],
    to_team: UUID | None,
    to_person: UUID | None,
    *,
    only_unvisited: bool,
    now: int,
    move_id: UUID,
    epochs: Mapping[UUID, int] | None = None,
) -> Moved:
    """Give doors to a team (None: to nobody) and, if said, to one of its people. A team or campaign that has ended gets none.

    `epochs`: only doors whose assignment still has this epoch. One transaction's worth: some hundred doors. Raises TargetEnded, and
    nothing of the transaction may stay, if the end came while it ran.
    """
    wanted = sorted(set(doors))
    target = target_of(conn, campaign_id, to_team)
    if target is None:
        return Moved((), tuple(Skipped(door_id, "campaign_ended" if to_team is None else "team_ended") for door_id in wanted))
    if conn.dialect.name == "postgresql":
        fetch(conn, KEYS, wanted)
    going, skipped = _choose(conn, campaign_id, wanted, (to_team, to_person), only_unvisited, epochs)
    if going:
        _count(conn, campaign_id, going, to_team, to_person)
        _write_spans(conn, campaign_id, going, to_team, to_person, now)
        execute_set(conn, MOVED, [_moved_row(move_id, door) for door in going])
        if fetch(conn, ANY_AWAITED, campaign_id):
            execute_many(conn, NO_LONGER_AWAITED, [(door.id, campaign_id) for door in going])
        _write_feed(conn, going, target, to_person, now)
        moved = tuple(door.id for door in going)
        by, only_if = next(iter(fetch(conn, ORDERED, move_id)), (None, None))
        deed = DoorsMoved(
            at=now,
            campaign_id=campaign_id,
            household_ids=moved,
            team_id=to_team,
            person_id=to_person,
            move_id=move_id,
            by_person_id=by,
            only_if=only_if,
        )
        note(conn, deed)
        if target_of(conn, campaign_id, to_team) is None:  # its slice is locked by now: nobody can end it any more
            raise TargetEnded
    return Moved(tuple(door.id for door in going), tuple(skipped))


def preview_moves(
    conn: Connection, campaign_id: UUID, doors: Sequence[UUID], to_team: UUID | None, to_person: UUID | None, *, only_unvisited: bool
) -> Moved:
    """What `move_doors` would do now. Nothing is written or locked."""
    going, skipped = _choose(conn, campaign_id, sorted(set(doors)), (to_team, to_person), only_unvisited, None)
    return Moved(tuple(door.id for door in going), tuple(skipped))


def _choose(
    conn: Connection,
    campaign_id: UUID,
    wanted: list[UUID],
    to: tuple[UUID | None, UUID | None],
    only_unvisited: bool,
    epochs: Mapping[UUID, int] | None,
) -> tuple[list[Holding], list[Skipped]]:
    """The doors that may go, and why the others may not."""
    holdings = {row[0]: holding_of(row, campaign_id) for row in fetch(conn, DOORS, wanted, campaign_id)}
    reasons = {door_id: _reason_to_skip(holdings.get(door_id), to, only_unvisited, epochs) for door_id in wanted}
    skipped = [Skipped(door_id, reason) for door_id, reason in reasons.items() if reason is not None]
    return [holdings[door_id] for door_id, reason in reasons.items() if reason is None], skipped


def holding_of(row: Row, campaign_id: UUID) -> Holding:
    door_id, version, hashed, building, added_in, closed, slice_id, kind, team, person, epoch, state, tries, visited, last, tag = row
    place = Placement(slice_id, kind, campaign_id, team, person, epoch, state, tries, bool(visited), last, tag)
    return Holding(door_id, version, hashed, building, added_in == campaign_id, bool(closed), place)


def _reason_to_skip(
    door: Holding | None, to: tuple[UUID | None, UUID | None], only_unvisited: bool, epochs: Mapping[UUID, int] | None
) -> str | None:
    if door is None:
        return "not_in_campaign"
    if epochs is not None and epochs.get(door.id) != door.place.epoch:
        return "moved_since"
    if door.is_closed:
        return "closed"
    if only_unvisited and door.place.visited:
        return "visited"
    return "already_there" if (door.place.team_id, door.place.person_id) == to else None


def target_of(conn: Connection, campaign_id: UUID, team_id: UUID | None) -> Placement | None:
    """An empty place in the slice that the doors go to; None where the team or the campaign has ended."""
    if team_id is None:
        rows = fetch(conn, TARGET, campaign_id, "unassigned")
    else:
        rows = fetch(conn, TARGET + " AND s.team_id = ?", campaign_id, "team", team_id)
    if not rows:
        return None
    slice_id, kind = rows[0]
    return Placement(slice_id, kind, campaign_id, team_id, None, 0, "never_tried", 0, False, None, 0)


def _count(conn: Connection, campaign_id: UUID, going: Sequence[Holding], team: UUID | None, person: UUID | None) -> None:
    """The doors leave the counters of who held them and enter those of who holds them now."""
    cells: Shares = {}
    people: Shares = {}
    for door in going:
        place = door.place
        share = (place.state, place.visited, place.tries, door.is_found)
        for sign, (of_team, of_person) in ((-1, (place.team_id, place.person_id)), (1, (team, person))):
            add_share(cells, (campaign_id, of_team or NOBODY, door.building_id), share, sign)
            if of_person is not None:
                add_share(people, (campaign_id, of_team or NOBODY, of_person), share, sign)
    add_coverage(conn, sums_of(cells), sums_of(people))


def _write_spans(conn: Connection, campaign_id: UUID, going: Sequence[Holding], team: UUID | None, person: UUID | None, now: int) -> None:
    execute_set(conn, END_SPAN, [(now, door.id, campaign_id) for door in going])
    execute_set(conn, NEW_SPAN, [(door.id, campaign_id, door.place.epoch + 1, team, person, now) for door in going])


def _moved_row(move_id: UUID, door: Holding) -> tuple[object, ...]:
    return (move_id, door.id, door.place.epoch + 1, door.place.team_id, door.place.person_id)


def _write_feed(conn: Connection, going: Sequence[Holding], target: Placement, person: UUID | None, now: int) -> None:
    """Slices in the order of their ids: out of each former one with a gone, into the target's with a card."""
    leaving: dict[UUID, list[Holding]] = defaultdict(list)
    for door in going:
        if door.place.slice_id != target.slice_id:
            leaving[door.place.slice_id].append(door)
    left: list[tuple[object, ...]] = []
    entered: list[tuple[object, ...]] = []
    for slice_id in sorted({*leaving, target.slice_id}):
        if slice_id == target.slice_id:
            entered = _enter(conn, going, target, person, now)
        else:
            doors = leaving[slice_id]
            seq = advance_slice(conn, slice_id, len(doors), count=-len(doors), tags=-sum(door.place.tag for door in doors))
            left += [(seq + step, target.team_id, now, door.id, slice_id) for step, door in enumerate(doors)]
    execute_set(conn, LEAVE, left)
    execute_set(conn, ENTER, entered)


def _enter(conn: Connection, going: Sequence[Holding], target: Placement, person: UUID | None, now: int) -> list[tuple[object, ...]]:
    tags = [_tag(door, target, person) for door in going]
    stayed = [door for door in going if door.place.slice_id == target.slice_id]  # given to another person of the team
    seq = advance_slice(
        conn,
        target.slice_id,
        len(going),
        count=len(going) - len(stayed),
        tags=sum(tags) - sum(door.place.tag for door in stayed),
    )
    return [_entered_row(door, target, person, tag, seq + step, now) for step, (door, tag) in enumerate(zip(going, tags, strict=True))]


def _tag(door: Holding, target: Placement, person: UUID | None) -> int:
    return tag_of(
        door.body_hash, door.version, assignment_part(target.campaign_id, target.team_id, person, door.place.epoch + 1), door.place.state
    )


def _entered_row(door: Holding, target: Placement, person: UUID | None, tag: int, seq: int, now: int) -> tuple[object, ...]:
    place = door.place
    assigned = (tag, person, place.epoch + 1, place.state, place.tries, place.visited, place.last_visit_at)
    return (door.id, target.slice_id, seq, door.version, *assigned, None, None, now)
