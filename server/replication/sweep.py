"""Every minute: replay held work whose thing has come after all, hand what waited too long to a person, and give doors
that came after a restore to whom a desk had given them. Once a day: prune old gones and calls, and scrub the store
where people were erased of late, in case the process that did it had ended before.

Once after each new version: try again what an older one could not read.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.attempt import attempt, failing
from server.db.driver import Row, execute, execute_many, fetch
from server.db.engine import Store
from server.identity.calls import forget_calls
from server.journal.awaited import give_awaited
from server.replication.notices import tell
from server.replication.retrying import try_again
from server.replication.slices import NewId
from server.replication.write import PARK, RELEASE, replay
from sync.records import Notice

WAIT_MS = 5 * 86_400_000  # held work goes to a person after this
AWAY_MS = 86_400_000  # where no phone was heard for so long when the server starts, it was off, or its store was put back from a copy:
RETURN_MS = 6 * 3_600_000  # phones have so long to bring what is waited for
AT_MOST_MS = 30 * 86_400_000  # but this is too long, however often the server starts
GONE_MS = 120 * 86_400_000  # a gone is kept this long; a phone that was away longer walks again
CHUNK = 200
EVERY_S = 60
PRUNE_MS = 86_400_000
OF_LATE_MS = 7 * PRUNE_MS
Place = tuple[UUID, int]  # of held work: its replica and n
START: Place = (UUID(int=0), 0)

READY = """
SELECT h.command_id, h.replica_id, h.n, h.person_id, h.body, h.moment, h.arrived_at FROM held h WHERE (h.replica_id, h.n) > (?, ?) AND (
    EXISTS (SELECT 1 FROM households d WHERE d.id = h.needs_id AND d.is_known)
    OR EXISTS (SELECT 1 FROM campaigns c WHERE c.id = h.needs_id)
    OR EXISTS (SELECT 1 FROM buildings b WHERE b.id = h.needs_id)
    OR EXISTS (SELECT 1 FROM visits v WHERE v.id = h.needs_id)
    OR EXISTS (SELECT 1 FROM requests r WHERE r.id = h.needs_id)
    OR EXISTS (SELECT 1 FROM wishes w WHERE w.id = h.needs_id)
    OR EXISTS (SELECT 1 FROM receipts c WHERE c.command_id = h.needs_id AND c.outcome IN ('applied', 'held'))
    OR EXISTS (SELECT 1 FROM parked p WHERE p.command_id = h.needs_id AND p.settled_as = 'applied')
) ORDER BY h.replica_id, h.n LIMIT ? {lock_free}
"""  # residents are in no table but that of what added them; what has come may be at another door than the command's, which is then held again
TIRED = "SELECT command_id, replica_id, n, person_id, body, moment FROM held WHERE arrived_at < ? ORDER BY command_id LIMIT ? {lock_free}"
FORGOTTEN = (
    "gone_reason IS NOT NULL AND gone_reason NOT IN ('closed', 'merged')"  # where a merged one stood, it stands again when it is parted
)
LAST_HEARD = "SELECT MAX(last_seen_at) FROM replicas"
PATIENT_UNTIL = "SELECT patient_until FROM organization"
BE_PATIENT = "UPDATE organization SET patient_until = ?"
ERASED_OF_LATE = "SELECT 1 FROM erased WHERE at > ? LIMIT 1"
PRUNABLE = f"SELECT slice_id, max(seq) FROM feed WHERE {FORGOTTEN} AND changed_at < ? GROUP BY slice_id"
PRUNE = f"DELETE FROM feed WHERE slice_id = ? AND seq <= ? AND {FORGOTTEN} AND changed_at < ?"
RAISE_FLOOR = "UPDATE slices SET floor = CASE WHEN floor < ? THEN ? ELSE floor END WHERE id = ?"


logger = logging.getLogger(__name__)


class _Named(msgspec.Struct):
    household_id: UUID | None = None


async def keep_sweeping(store: Store, clock: Callable[[], int], new_id: NewId) -> None:
    """For as long as the server runs, from its start on. A sweep that fails is told and tried again at the next turn."""
    pruned_at = 0
    patient_until: int | None = None
    while True:
        try:
            if patient_until is None:
                patient_until = await store.write(lambda conn: be_patient_until(conn, clock()))
            await sweep_through(store, clock, new_id, patient_until)
            if clock() - pruned_at > PRUNE_MS:
                pruned_at = clock()
                await store.write(lambda conn: prune(conn, clock()))
                while await store.write(lambda conn: forget_calls(conn, clock())):
                    pass
                if await store.read(lambda conn: fetch(conn, ERASED_OF_LATE, clock() - OF_LATE_MS)):
                    await store.scrub()
        except Exception as error:
            logger.error("the sweep failed: %s", type(error).__name__)
        await asyncio.sleep(EVERY_S)


def be_patient_until(conn: Connection, started_at: int) -> int:
    """Until when phones that nobody could hear may still bring what held work waits for. It is kept: a server that was off is often started
    again soon, when only the first of them were heard."""
    heard_at = fetch(conn, LAST_HEARD)[0][0]
    if heard_at is not None and started_at - heard_at >= AWAY_MS:
        execute(conn, BE_PATIENT, started_at + RETURN_MS)
    return next((row[0] or 0 for row in fetch(conn, PATIENT_UNTIL)), 0)


async def sweep_through(store: Store, clock: Callable[[], int], new_id: NewId, patient_until: int = 0) -> None:
    """One turn: transaction after transaction, and each held command tried once."""
    after: Place | None = START
    while after is not None:
        after = await _sweep_on(store, clock, new_id, after, patient_until)


async def _sweep_on(store: Store, clock: Callable[[], int], new_id: NewId, after: Place, patient_until: int) -> Place | None:
    return await store.write(lambda conn: sweep(conn, clock(), new_id, after, patient_until))


def sweep(conn: Connection, now: int, new_id: NewId, after: Place = START, patient_until: int = 0) -> Place | None:
    """One transaction's worth, of held work what comes after that place. Where to go on soon; None: that was all.

    Nothing of it stops the rest.
    """
    try_again(conn, now, new_id)
    tired = fetch(conn, TIRED, now - (AT_MOST_MS if now < patient_until else WAIT_MS), CHUNK)
    _hand_over(conn, tired, "waited_too_long", now, new_id)
    ready = fetch(conn, READY, *after, CHUNK)

    def replays(rows: Sequence[Row], is_alone: bool) -> None:
        replay(conn, rows, now=now, new_id=new_id, releasing=not is_alone)

    if ready:
        refused = failing(conn, "replaying held work", ready, replays)
        _hand_over(conn, [row[:6] for row in refused], "refused_by_store", now, new_id)
        after = (ready[-1][1], ready[-1][2])  # what is held again is not tried again in this turn
    more = attempt(conn, "giving awaited doors", lambda: give_awaited(conn, now))
    return after if more or len(tired) == CHUNK or len(ready) == CHUNK else None


def _hand_over(conn: Connection, rows: Sequence[Row], reason: str, now: int, new_id: NewId) -> None:
    """To a person: it stays readable, and its author hears of it."""
    parked, notices = [], []
    for command_id, replica_id, n, person_id, body, moment in rows:
        door_id = msgspec.json.decode(body, type=_Named).household_id
        parked.append((command_id, replica_id, n, person_id, door_id, reason, body, now, moment, None))
        notices.append(
            Notice(
                to=person_id,
                what="parked",
                household_id=door_id or command_id,
                command_id=command_id,
                by=person_id,
                reason=reason,
            )
        )
    execute_many(conn, RELEASE, [(row[0],) for row in rows])
    execute_many(conn, PARK, parked)
    tell(conn, notices, now, new_id)


def prune(conn: Connection, now: int) -> None:
    """Forget gones that nearly every phone has heard of; the slice's floor sends the others on a new walk."""
    for slice_id, seq in sorted((row[0], row[1]) for row in fetch(conn, PRUNABLE, now - GONE_MS)):
        execute(conn, PRUNE, slice_id, seq, now - GONE_MS)
        execute(conn, RAISE_FLOOR, seq, seq, slice_id)
