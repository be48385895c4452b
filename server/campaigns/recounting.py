"""After a campaign's rules have changed: its doors are judged anew, some hundred in a transaction.

How far that is stands in the campaign's row: `changed_at` is there until all is counted by the rules that are, `counted_to` is the last door of
those that are done. So whoever finds it broken off goes on with it, and a change that comes meanwhile begins it anew.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import Connection, update

from server.db.driver import fetch
from server.db.engine import Store
from server.db.tables import campaigns
from server.db.turns import in_turn
from server.replication.recounting import doors_to_recount, recount_doors
from sync.card import NOBODY

DOORS_A_TRANSACTION = 100
LEFT = "SELECT id, counted_to FROM campaigns WHERE changed_at IS NOT NULL ORDER BY id"
STANDING = "SELECT changed_at, counted_to FROM campaigns WHERE id = ? AND changed_at IS NOT NULL"
FORWARD = "UPDATE campaigns SET counted_to = ? WHERE id = ? AND changed_at = ? AND counted_to = ? RETURNING id"
DONE = "UPDATE campaigns SET changed_at = NULL WHERE id = ? AND changed_at = ? AND counted_to = ? RETURNING id"


class Round(msgspec.Struct, frozen=True):
    """Once through the doors that are not as the rules are: those beyond `counted_to`."""

    campaign_id: UUID
    changed_at: int
    counted_to: UUID
    doors: Sequence[UUID]


def begin_recount(conn: Connection, campaign_ids: Collection[UUID] | None, now: int) -> None:
    """In the transaction that changes the rules. None: of every campaign."""
    stmt = update(campaigns).values(changed_at=now, counted_to=NOBODY)
    conn.execute(stmt if campaign_ids is None else stmt.where(campaigns.c.id.in_(campaign_ids)))


def campaigns_left(conn: Connection) -> list[tuple[UUID, UUID]]:
    """Those that are not counted by their rules yet, with how far each is."""
    return [(row[0], row[1]) for row in fetch(conn, LEFT)]


async def recount_campaign(store: Store, campaign_id: UUID, clock: Callable[[], int]) -> None:
    """Round after round, until one that began at the first door finds none to change: somebody may have written by the rules of before."""
    while (found := await store.read(partial(find_round, campaign_id))) is not None:
        changed = await _go_through(store, found, clock)
        if changed is None:
            continue
        at = found.doors[-1] if found.doors else found.counted_to
        is_all = changed == 0 and found.counted_to == NOBODY
        await store.write(partial(_end_round, msgspec.structs.replace(found, counted_to=at), is_all))


async def _go_through(store: Store, found: Round, clock: Callable[[], int]) -> int | None:
    """How many doors changed. None: somebody changed the rules anew, or works at it elsewhere. Others write between the pieces."""
    changed, counted_to = 0, found.counted_to
    for start in range(0, len(found.doors), DOORS_A_TRANSACTION):
        piece = msgspec.structs.replace(found, counted_to=counted_to, doors=found.doors[start : start + DOORS_A_TRANSACTION])
        async with in_turn():
            done = await store.write(lambda conn, piece=piece: recount_piece(conn, piece, clock()))  # type: ignore[misc]
        if done is None:
            return None
        changed, counted_to = changed + done, piece.doors[-1]
    return changed


def find_round(campaign_id: UUID, conn: Connection) -> Round | None:
    """None: the campaign is counted by its rules."""
    for changed_at, counted_to in fetch(conn, STANDING, campaign_id):
        doors = [door for door in doors_to_recount(conn, campaign_id) if door > counted_to]
        return Round(campaign_id, changed_at, counted_to, doors)
    return None


def recount_piece(conn: Connection, piece: Round, now: int) -> int | None:
    """How many of the piece's doors changed. None: the campaign stands elsewhere by now, and nothing was done."""
    if not fetch(conn, FORWARD, piece.doors[-1], piece.campaign_id, piece.changed_at, piece.counted_to):
        return None
    return recount_doors(conn, piece.campaign_id, piece.doors, now=now)


def _end_round(found: Round, is_all: bool, conn: Connection) -> None:
    sql, to = (DONE, ()) if is_all else (FORWARD, (NOBODY,))
    fetch(conn, sql, *to, found.campaign_id, found.changed_at, found.counted_to)
