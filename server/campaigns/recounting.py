"""After a campaign's rules have changed: its doors are judged anew, some hundred in a transaction."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from server.db.engine import Store
from server.replication.recounting import doors_to_recount, recount_doors

DOORS_A_TRANSACTION = 100


async def recount_campaign(store: Store, campaign_id: UUID, now: int, *, are_tries_others: bool = True) -> None:
    """`are_tries_others`: False where its most tries are surely as they were. Broken off, it may be done again: what is right stays as it is."""
    doors = await store.read(lambda conn: doors_to_recount(conn, campaign_id, are_tries_others=are_tries_others))
    for start in range(0, len(doors), DOORS_A_TRANSACTION):
        begun = time.monotonic()
        await store.write(partial(_recount, campaign_id, doors[start : start + DOORS_A_TRANSACTION], now))
        await asyncio.sleep(time.monotonic() - begun)


def _recount(campaign_id: UUID, doors: Sequence[UUID], now: int, conn: Connection) -> int:
    return recount_doors(conn, campaign_id, doors, now=now)
