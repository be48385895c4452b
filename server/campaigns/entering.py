"""The doors of a campaign's areas enter it when it is made, some hundred in a transaction."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from server.campaigns.schemas import CampaignBody
from server.campaigns.store import doors_of_areas
from server.identity.caller import Caller
from server.replication.entering import enter_doors

DOORS_A_TRANSACTION = 500


async def enter_all(caller: Caller, campaign: CampaignBody) -> None:
    """Doors that are in it already stay as they are, so what was broken off may be done again."""
    doors = await caller.store.read(lambda conn: doors_of_areas(conn, campaign.area_ids))
    for start in range(0, len(doors), DOORS_A_TRANSACTION):
        begun = time.monotonic()
        await caller.store.write(partial(_enter, campaign.id, doors[start : start + DOORS_A_TRANSACTION], caller.now))
        await asyncio.sleep(time.monotonic() - begun)


def _enter(campaign_id: UUID, doors: Sequence[UUID], now: int, conn: Connection) -> int:
    return enter_doors(conn, campaign_id, doors, now)
