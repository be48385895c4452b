"""The doors of a campaign's areas enter it, and go on with the teams that had them: a few within the call, more by and by in the background.

Where a campaign goes on after its end, its teams hear first who is in them by now, one by one.

That this is to be done stands in `entering`, a row for each such campaign, written with the change that widens its reach and gone when all
are in. So whoever finds it broken off goes on with it. Which doors are still outside is read anew each time.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.areas.store import subtree
from server.campaigns.reach import areas_of
from server.campaigns.reference import name_of_team, refresh_team
from server.campaigns.store import list_campaigns
from server.campaigns.teams import make_team
from server.db.driver import Row, execute, execute_many, fetch, fetch_some
from server.db.engine import Store
from server.db.turns import in_turn
from server.identity.scope import scope_of
from server.identity.store import find_person
from server.journal.deeds import TeamsWentOn
from server.journal.file import note
from server.replication.campaigns import AREAS_ABOVE, as_id
from server.replication.entering import STANDS, enter_doors
from server.replication.moves import move_doors
from server.replication.slices import NewId

FEW = 500  # doors that enter within the call
ENTERED_AT_ONCE = 100
GIVEN_AT_ONCE = 250
NOBODY = UUID(int=0)  # the team before the first
ENTERED = 1  # the epoch of an assignment that nobody has moved yet

BEGIN = """
INSERT INTO entering (campaign_id, begun_at, like_id, by_person_id, told_to, doors, done) VALUES (?, ?, ?, ?, ?, 0, 0)
ON CONFLICT (campaign_id) DO UPDATE SET like_id = COALESCE(excluded.like_id, entering.like_id),
    by_person_id = COALESCE(excluded.by_person_id, entering.by_person_id), told_to = COALESCE(excluded.told_to, entering.told_to),
    begun_at = CASE WHEN excluded.begun_at > entering.begun_at THEN excluded.begun_at ELSE entering.begun_at + 1 END
"""
LEFT = "SELECT campaign_id, begun_at, like_id, by_person_id, told_to, done FROM entering ORDER BY campaign_id"
COUNTED = "UPDATE entering SET doors = done + ? WHERE campaign_id = ?"
FORWARD = "UPDATE entering SET done = done + ? WHERE campaign_id = ?"
TOLD = "UPDATE entering SET told_to = ?, done = done + ? WHERE campaign_id = ? AND begun_at = ? AND told_to < ?"
DONE = "DELETE FROM entering WHERE campaign_id = ? AND begun_at = ? RETURNING like_id"
WENT_ON = "UPDATE entering SET like_id = NULL WHERE campaign_id = ?"
REACH = "SELECT id FROM campaigns WHERE id = ? {lock_shared}"  # no area leaves it meanwhile
OUTSIDE = f"""
FROM buildings b JOIN households h ON h.building_id = b.id WHERE h.is_known AND h.root_id IS NULL AND NOT EXISTS ({STANDS})
"""
BUILDINGS = "SELECT id, building_id FROM households WHERE id IN (??)"
TEAMS = """
SELECT s.team_id FROM slices s JOIN teams t ON t.id = s.team_id
WHERE s.kind = 'team' AND s.campaign_id = ? AND t.ended_at IS NULL ORDER BY s.team_id
"""
HAD = """
SELECT f.household_id, m.person_id FROM feed f JOIN slices s ON s.id = f.slice_id
LEFT JOIN memberships m ON m.team_id = s.team_id AND m.person_id = f.person_id AND m.to_at IS NULL
WHERE s.kind = 'team' AND s.campaign_id = ? AND s.team_id = ? AND f.gone_reason IS NULL ORDER BY f.household_id
"""
UNTOLD = """
SELECT team_id, count FROM slices WHERE kind = 'team' AND campaign_id = ? AND ended_at IS NULL AND team_id > ? ORDER BY team_id
"""
COUNT_HAD = "SELECT COALESCE(SUM(count), 0) FROM slices WHERE kind = 'team' AND campaign_id = ?"


class Entering(msgspec.Struct, frozen=True):
    """`begun_at` differs from change to change. `like_id`: the campaign whose teams go on, in the name of `by_person_id`. `told_to`: its own
    teams up to this one have heard who is in them; None: none is to hear.
    """

    campaign_id: UUID
    begun_at: int
    like_id: UUID | None
    by_person_id: UUID | None
    told_to: UUID | None
    done: int


def begin_entering(
    conn: Connection,
    campaign_ids: Collection[UUID],
    now: int,
    *,
    like_id: UUID | None = None,
    by_person_id: UUID | None = None,
    tells_teams: bool = False,
) -> None:
    """In the transaction that widens what these campaigns reach, or lets them go on."""
    told_to = NOBODY if tells_teams else None
    execute_many(conn, BEGIN, [(each, now, like_id, by_person_id, told_to) for each in sorted(campaign_ids)])


def entering_left(conn: Connection) -> list[Entering]:
    """The campaigns that doors are still to enter."""
    return [Entering(*row) for row in fetch(conn, LEFT)]


def reaching(conn: Connection, building_id: UUID) -> list[UUID]:
    """The running campaigns that reach where a building stands."""
    above = {as_id(row[1]) for row in fetch(conn, AREAS_ABOVE, [building_id])}
    running = [each for each in list_campaigns(conn, None) if each.ended_at is None]
    return [each.id for each in running if not each.area_ids or not above.isdisjoint(each.area_ids)]


async def enter_few(store: Store, campaign_ids: Collection[UUID], clock: Callable[[], int], new_id: NewId) -> bool:
    """Let the doors of these campaigns enter where they are few. False: more are to enter somewhere, in the background."""
    is_all = True
    for each in [left for left in await store.read(entering_left) if left.campaign_id in campaign_ids]:
        if await _count(store, each) <= FEW:
            await enter_waiting(store, each.campaign_id, clock, new_id)
        else:
            is_all = False
    return is_all


async def enter_waiting(store: Store, campaign_id: UUID, clock: Callable[[], int], new_id: NewId) -> None:
    """Until no door of its reach is outside. Others write between the pieces; doors that are in it already stay as they are."""
    while found := [each for each in await store.read(entering_left) if each.campaign_id == campaign_id]:
        await _count(store, found[0])
        await _tell_teams(store, found[0])
        doors = await store.read(partial(doors_outside, campaign_id))
        for start in range(0, len(doors), ENTERED_AT_ONCE):
            some = doors[start : start + ENTERED_AT_ONCE]
            async with in_turn():
                await store.write(lambda conn, some=some: enter_piece(conn, campaign_id, some, clock()))  # type: ignore[misc]
        if found[0].like_id is not None:
            await _carry_on(store, found[0], clock, new_id)
        await store.write(partial(_end, found[0], clock()))


async def _tell_teams(store: Store, left: Entering) -> None:
    for team_id, doors in await store.read(partial(_untold, left)):
        async with in_turn():
            await store.write(lambda conn, team_id=team_id, doors=doors: tell_team(conn, left, team_id, doors))  # type: ignore[misc]


def tell_team(conn: Connection, left: Entering, team_id: UUID, doors: int) -> None:
    """Who is in it by now, and where its doors are. It counts for as many as those: once, and not where the campaign has gone on anew meanwhile."""
    refresh_team(conn, team_id, left.campaign_id)
    execute(conn, TOLD, team_id, doors, left.campaign_id, left.begun_at, team_id)


def _untold(left: Entering, conn: Connection) -> list[tuple[UUID, int]]:
    """The teams that are still to hear, in the order in which they do, each with how many doors it has."""
    return [(row[0], row[1]) for row in fetch(conn, UNTOLD, left.campaign_id, left.told_to)] if left.told_to is not None else []


def enter_piece(conn: Connection, campaign_id: UUID, doors: Sequence[UUID], now: int) -> None:
    """Those of the doors that the campaign still reaches. One that has ended takes them, too: it may go on."""
    fetch(conn, REACH, campaign_id)
    _forward(conn, campaign_id, enter_doors(conn, campaign_id, doors_reached(conn, campaign_id, doors), now))


def _forward(conn: Connection, campaign_id: UUID, doors: int) -> None:
    """Those that this piece did itself: two processes may be at it. Last, as where a reach is widened: who holds it waits for no door."""
    execute(conn, FORWARD, doors, campaign_id)


def doors_reached(conn: Connection, campaign_id: UUID, doors: Sequence[UUID]) -> list[UUID]:
    """Those of the doors that stand in the campaign's areas now."""
    reach = set(areas_of(conn, campaign_id))
    if not reach:
        return list(doors)
    standing = {row[0]: row[1] for row in fetch(conn, BUILDINGS, list(doors))}
    within = {as_id(row[0]) for row in fetch(conn, AREAS_ABOVE, sorted(set(standing.values()))) if as_id(row[1]) in reach}
    return [door for door in doors if standing.get(door) in within]


async def _count(store: Store, left: Entering) -> int:
    """How many doors are still to enter, to go to the teams that had them, or are with teams that have not heard; it is told beside how many did."""
    doors = await store.read(partial(_still_outside, left))
    await store.write(lambda conn: execute(conn, COUNTED, doors, left.campaign_id))
    return doors


def _still_outside(left: Entering, conn: Connection) -> int:
    outside = int(_of_reach(conn, "SELECT COUNT(*)", left.campaign_id, "")[0][0])
    had = int(fetch(conn, COUNT_HAD, left.like_id)[0][0]) if left.like_id is not None else 0
    return outside + had + sum(doors for _, doors in _untold(left, conn))


def doors_outside(campaign_id: UUID, conn: Connection) -> list[UUID]:
    return [row[0] for row in _of_reach(conn, "SELECT h.id", campaign_id, " ORDER BY h.id")]


def _of_reach(conn: Connection, what: str, campaign_id: UUID, order: str) -> list[Row]:
    """Of the doors that the campaign reaches and does not hold."""
    reach = areas_of(conn, campaign_id)
    if not reach:
        return list(fetch_some(conn, f"{what} {OUTSIDE}{order}", campaign_id))
    return list(fetch_some(conn, f"{what} {OUTSIDE} AND b.area_id IN (??){order}", campaign_id, sorted(subtree(conn, reach))))


def _end(left: Entering, now: int, conn: Connection) -> None:
    """Where the reach has been widened meanwhile, it is looked at again."""
    ended = fetch(conn, DONE, left.campaign_id, left.begun_at)
    if ended and ended[0][0] is not None:
        note(conn, TeamsWentOn(at=now, campaign_id=left.campaign_id))


def let_rest(conn: Connection, campaign_id: UUID) -> None:
    """Teams that were to go on in the campaign have: what another says of them by now is nothing to it."""
    execute(conn, WENT_ON, campaign_id)


async def _carry_on(store: Store, left: Entering, clock: Callable[[], int], new_id: NewId) -> None:
    """The teams of another campaign take part in this one, with the doors they had there. What somebody has moved here stays."""
    for team_id in await store.read(lambda conn: _teams(conn, left, clock())):
        await store.write(lambda conn, team_id=team_id: _join(conn, left.campaign_id, team_id, clock(), new_id))  # type: ignore[misc]
        for person_id, doors in await store.read(lambda conn, team_id=team_id: _had(conn, left, team_id)):  # type: ignore[misc]
            for start in range(0, len(doors), GIVEN_AT_ONCE):
                give = partial(_give, left.campaign_id, (team_id, person_id), doors[start : start + GIVEN_AT_ONCE], clock(), new_id())
                async with in_turn():
                    await store.write(give)


def _teams(conn: Connection, left: Entering, now: int) -> list[UUID]:
    """Those that whoever ordered it manages by now."""
    actor = find_person(conn, left.by_person_id, now) if left.by_person_id is not None else None
    scope = scope_of(conn, actor) if actor is not None and actor.access == "full" else None
    return [row[0] for row in fetch(conn, TEAMS, left.like_id) if scope is not None and scope.manages(row[0])]


def _join(conn: Connection, campaign_id: UUID, team_id: UUID, now: int, new_id: NewId) -> None:
    make_team(conn, campaign_id, team_id, name_of_team(conn, team_id), None, now, new_id)


def _had(conn: Connection, left: Entering, team_id: UUID) -> list[tuple[UUID | None, list[UUID]]]:
    """A team's doors by the volunteer who had them and is still in it; None: the team's."""
    found: dict[UUID | None, list[UUID]] = defaultdict(list)
    for household_id, person_id in fetch(conn, HAD, left.like_id, team_id):
        found[person_id].append(household_id)
    return sorted(found.items(), key=lambda each: str(each[0]))


def _give(campaign_id: UUID, to: tuple[UUID, UUID | None], doors: Sequence[UUID], now: int, move_id: UUID, conn: Connection) -> None:
    untouched = dict.fromkeys(doors, ENTERED)
    given = move_doors(conn, campaign_id, doors, *to, only_unvisited=False, now=now, move_id=move_id, epochs=untouched)
    refresh_team(conn, to[0], campaign_id)
    _forward(conn, campaign_id, len(given.moved))
