"""Doors that leave a running campaign with their area, and that come back into it (SPEC.md S-99, S-109). Feed rows are touched, not cards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from server.db.driver import execute_set, fetch
from server.journal.deeds import DoorsLeft, DoorsReturned
from server.journal.file import note
from server.replication.counters import add_coverage
from server.replication.entering import LAST_EPOCH, STANDS, door_of
from server.replication.feed import LEFT_SPAN, changes_of, write_changes
from server.replication.moves import DOORS, END_SPAN, MOVED, ORDERED, Holding, TargetEnded, holding_of, target_of
from server.replication.reading import KEYS
from server.replication.slices import advance_slice
from sync.card import NOBODY, Door, Placement
from sync.effect import Shares, add_share, coverage_change, sums_of

LEAVE = "UPDATE feed SET seq = ?, tag = 0, gone_reason = 'left_campaign', gone_to = NULL, changed_at = ? WHERE household_id = ? AND slice_id = ?"
OUT = f"""
SELECT h.id, h.version, h.body, h.body_hash, h.merge, {LAST_EPOCH} FROM households h
WHERE h.id IN (??) AND h.is_known AND h.root_id IS NULL AND NOT EXISTS ({STANDS}) ORDER BY h.id
"""
MOST = "SELECT max_attempts FROM campaigns WHERE id = ?"


def leave_doors(conn: Connection, campaign_id: UUID, doors: Sequence[UUID], *, now: int, move_id: UUID) -> tuple[UUID, ...]:
    """Those that left, whoever held them. One transaction's worth: some hundred doors."""
    wanted = sorted(set(doors))
    if conn.dialect.name == "postgresql":
        fetch(conn, KEYS, wanted)
    going = sorted((holding_of(row, campaign_id) for row in fetch(conn, DOORS, wanted, campaign_id)), key=lambda door: door.id)
    left = tuple(door.id for door in going)
    if going:
        _uncount(conn, campaign_id, going)
        execute_set(conn, END_SPAN, [(now, door.id, campaign_id) for door in going])
        execute_set(conn, LEFT_SPAN, [(door.id, campaign_id, door.place.epoch + 1, None, now, now) for door in going])
        rows = [(move_id, door.id, door.place.epoch + 1, door.place.team_id, door.place.person_id) for door in going]
        execute_set(conn, MOVED, rows)
        _write_feed(conn, going, now)
        by, only_if = next(iter(fetch(conn, ORDERED, move_id)), (None, None))
        deed = DoorsLeft(at=now, campaign_id=campaign_id, household_ids=left, move_id=move_id, by_person_id=by, only_if=only_if)
        note(conn, deed)
    return left


def return_doors(
    conn: Connection,
    campaign_id: UUID,
    epochs: Mapping[UUID, int],
    to_team: UUID | None,
    to_person: UUID | None,
    *,
    now: int,
    move_id: UUID,
) -> tuple[UUID, ...]:
    """Those that came back: to the team (None: to nobody) that had them when they left with this epoch; else, or if it has ended, to nobody.

    One transaction's worth. Raises TargetEnded, and nothing of the transaction may stay, if the team's end came while it ran.
    """
    wanted = sorted(epochs)
    if conn.dialect.name == "postgresql":
        fetch(conn, KEYS, wanted)
    nobodys = target_of(conn, campaign_id, None)
    if nobodys is None:
        return ()
    teams = target_of(conn, campaign_id, to_team)
    most = fetch(conn, MOST, campaign_id)[0][0]
    came = []
    for row in fetch(conn, OUT, campaign_id, wanted, campaign_id):
        is_theirs = teams is not None and row[5] == epochs[row[0]]
        target = teams if teams is not None and is_theirs else nobodys
        came.append((None, door_of(row, _place(target, to_person if is_theirs else None, row[5] + 1, most)), bytes(row[3])))
    if came:
        add_coverage(conn, *coverage_change((before, after) for before, after, _ in came))
        execute_set(conn, MOVED, [(move_id, door.id, door.placements[0].epoch, None, None) for _, door, _ in came])
        write_changes(conn, changes_of(came, {}), now)
        _note_returned(conn, campaign_id, [door for _, door, _ in came], epochs, now, move_id)
        if teams is not None and target_of(conn, campaign_id, to_team) is None:  # its slice is locked by now
            raise TargetEnded
    return tuple(door.id for _, door, _ in came)


def _note_returned(conn: Connection, campaign_id: UUID, doors: Sequence[Door], epochs: Mapping[UUID, int], now: int, move_id: UUID) -> None:
    """With whom each really is: a restored store that does not know a door can ask nothing else."""
    by, only_if = next(iter(fetch(conn, ORDERED, move_id)), (None, None))
    back: dict[tuple[UUID | None, UUID | None], list[UUID]] = defaultdict(list)
    for door in doors:
        back[door.placements[0].team_id, door.placements[0].person_id].append(door.id)
    for (team_id, person_id), ids in back.items():
        deed = DoorsReturned(
            at=now,
            campaign_id=campaign_id,
            household_ids=tuple(ids),
            epochs=tuple(epochs[door_id] for door_id in ids),
            team_id=team_id,
            person_id=person_id,
            move_id=move_id,
            by_person_id=by,
            only_if=only_if,
        )
        note(conn, deed)


def _place(target: Placement, person_id: UUID | None, epoch: int, most: int | None) -> Placement:
    """An empty place in the target's slice: `settle` gives it its state."""
    return replace(target, person_id=person_id, epoch=epoch, max_attempts=most)


def _uncount(conn: Connection, campaign_id: UUID, going: Sequence[Holding]) -> None:
    """The doors leave the counters of who held them. What was done there stays."""
    cells: Shares = {}
    people: Shares = {}
    for door in (each for each in going if not each.is_closed):
        place = door.place
        share = (place.state, place.visited, place.tries, door.is_found)
        add_share(cells, (campaign_id, place.team_id or NOBODY, door.building_id), share, -1)
        if place.person_id is not None:
            add_share(people, (campaign_id, place.team_id or NOBODY, place.person_id), share, -1)
    add_coverage(conn, sums_of(cells), sums_of(people))


def _write_feed(conn: Connection, going: Sequence[Holding], now: int) -> None:
    """Slices in the order of their ids. A closed door had left its phones already."""
    leaving: dict[UUID, list[Holding]] = defaultdict(list)
    for door in going:
        leaving[door.place.slice_id].append(door)
    rows: list[tuple[object, ...]] = []
    for slice_id in sorted(leaving):
        doors = leaving[slice_id]
        shown = [door for door in doors if not door.is_closed]
        seq = advance_slice(conn, slice_id, len(doors), count=-len(shown), tags=-sum(door.place.tag for door in shown))
        rows += [(seq + step, now, door.id, slice_id) for step, door in enumerate(doors)]
    execute_set(conn, LEAVE, rows)
