"""The doors of a campaign's areas enter it when it is made, some hundred in a transaction, and go on with the teams that had them."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from server.campaigns.reference import name_of_team, refresh_team
from server.campaigns.schemas import CampaignBody
from server.campaigns.store import doors_of_areas, list_campaigns
from server.campaigns.teams import make_team
from server.db.driver import fetch
from server.identity.caller import Caller
from server.identity.scope import scope_of
from server.replication.campaigns import AREAS_ABOVE, as_id
from server.replication.entering import enter_doors
from server.replication.moves import move_doors

DOORS_A_TRANSACTION = 500
ENTERED = 1  # the epoch of an assignment that nobody has moved yet

TEAMS = """
SELECT s.team_id FROM slices s JOIN teams t ON t.id = s.team_id
WHERE s.kind = 'team' AND s.campaign_id = ? AND t.ended_at IS NULL ORDER BY s.team_id
"""
STANDING = "SELECT id FROM households WHERE building_id = ? AND is_known AND root_id IS NULL ORDER BY id"
HAD = """
SELECT f.household_id, m.person_id FROM feed f JOIN slices s ON s.id = f.slice_id
LEFT JOIN memberships m ON m.team_id = s.team_id AND m.person_id = f.person_id AND m.to_at IS NULL
WHERE s.kind = 'team' AND s.campaign_id = ? AND s.team_id = ? AND f.gone_reason IS NULL ORDER BY f.household_id
"""


async def enter_all(caller: Caller, campaign: CampaignBody) -> None:
    """Doors that are in it already stay as they are, so what was broken off may be done again."""
    doors = await caller.store.read(lambda conn: doors_of_areas(conn, campaign.area_ids))
    for start in range(0, len(doors), DOORS_A_TRANSACTION):
        await _step(caller, partial(_enter, campaign.id, doors[start : start + DOORS_A_TRANSACTION], caller.now))


async def carry_on(caller: Caller, campaign_id: UUID, like_id: UUID) -> None:
    """The teams of another campaign take part in this one, with the doors they had there. What somebody has moved here stays."""
    teams = await caller.read(lambda conn, actor: [row[0] for row in fetch(conn, TEAMS, like_id) if scope_of(conn, actor).manages(row[0])])
    for team_id in teams:
        await caller.store.write(partial(_join, campaign_id, team_id, caller))
        had = await caller.store.read(lambda conn, team_id=team_id: _had(conn, like_id, team_id))  # type: ignore[misc]
        for person_id, doors in had:
            for start in range(0, len(doors), DOORS_A_TRANSACTION):
                chunk = doors[start : start + DOORS_A_TRANSACTION]
                await _step(caller, partial(_give, campaign_id, team_id, person_id, chunk, caller))


async def _step(caller: Caller, work: Callable[[Connection], None]) -> None:
    """One transaction; then others may write for as long as it took."""
    begun = time.monotonic()
    await caller.store.write(work)
    await asyncio.sleep(time.monotonic() - begun)


async def enter_building(caller: Caller, building_id: UUID) -> None:
    """A building's doors into the running campaigns that reach where it stands."""
    doors = [row[0] for row in await caller.store.read(lambda conn: fetch(conn, STANDING, building_id))]
    for campaign_id in await caller.store.read(lambda conn: _reaching(conn, building_id)):
        for start in range(0, len(doors), DOORS_A_TRANSACTION):
            await _step(caller, partial(_enter, campaign_id, doors[start : start + DOORS_A_TRANSACTION], caller.now))


def _reaching(conn: Connection, building_id: UUID) -> list[UUID]:
    above = {as_id(row[1]) for row in fetch(conn, AREAS_ABOVE, [building_id])}
    running = [each for each in list_campaigns(conn, None) if each.ended_at is None]
    return [each.id for each in running if not each.area_ids or not above.isdisjoint(each.area_ids)]


def _enter(campaign_id: UUID, doors: Sequence[UUID], now: int, conn: Connection) -> None:
    enter_doors(conn, campaign_id, doors, now)


def _join(campaign_id: UUID, team_id: UUID, caller: Caller, conn: Connection) -> None:
    make_team(conn, campaign_id, team_id, name_of_team(conn, team_id), None, caller.now, caller.new_id)


def _had(conn: Connection, campaign_id: UUID, team_id: UUID) -> list[tuple[UUID | None, list[UUID]]]:
    """A team's doors by the volunteer who had them and is still in it; None: the team's."""
    found: dict[UUID | None, list[UUID]] = defaultdict(list)
    for household_id, person_id in fetch(conn, HAD, campaign_id, team_id):
        found[person_id].append(household_id)
    return sorted(found.items(), key=lambda each: str(each[0]))


def _give(campaign_id: UUID, team_id: UUID, person_id: UUID | None, doors: Sequence[UUID], caller: Caller, conn: Connection) -> None:
    untouched = dict.fromkeys(doors, ENTERED)
    move_id = caller.new_id()
    move_doors(conn, campaign_id, doors, team_id, person_id, only_unvisited=False, now=caller.now, move_id=move_id, epochs=untouched)
    refresh_team(conn, team_id, campaign_id)
