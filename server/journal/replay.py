"""Does again, in a restored store, what desks did after its copy was taken. The caller owns the transaction, and keeps no journal of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.assignments.store import Move, area_in, finish_again, keep_done_again
from server.campaigns.ending import end_campaign, end_team, reopen_campaign, reopen_team
from server.campaigns.entering import doors_reached
from server.campaigns.reach import put_area_back, take_area
from server.campaigns.reference import refresh_team
from server.campaigns.store import doors_of_areas
from server.campaigns.teams import make_team, team_ids_of
from server.db.driver import execute, fetch
from server.households.erasing import Erasure, erase_people
from server.identity.invitations import ensure_replica, find_again, mark_used, revoke_again, revoke_all
from server.identity.memberships import end_person, give_role, join_team, leave_team, make_person, rename_person, take_role
from server.identity.people import lose_replica
from server.journal.awaited import await_doors, forget_awaited
from server.journal.deeds import (
    AccessEnded,
    AnyDeed,
    AreaAdded,
    AreaChanged,
    AreaLeft,
    AreaMade,
    BuildingChanged,
    BuildingMade,
    CampaignMade,
    DoorsJoined,
    DoorsLeft,
    DoorsMoved,
    DoorsParted,
    DoorsReturned,
    Ended,
    Entry,
    HouseholdErased,
    InvitationsRevoked,
    InvitationUsed,
    MoveFinished,
    MoveOrdered,
    PersonMade,
    PersonRenamed,
    PhoneFound,
    PhoneLost,
    RoleGiven,
    RoleTaken,
    RollBrought,
    RollTakenBack,
    StoreRenewed,
    TeamJoined,
    TeamLeft,
    TeamMade,
)
from server.journal.reaching import Reaching
from server.journal.setting_up import HANDLERS as SETTING_UP
from server.replication.entering import enter_doors
from server.replication.joining import NotJoined, NotTwoDoors, join_doors, load_two, part_doors
from server.replication.leaving import leave_doors, return_doors
from server.replication.moves import move_doors
from server.replication.replicas import find_replica, go_on_as

NewId = Callable[[], UUID]
AT = "SELECT id, journal_n FROM organization"
REACHED = "UPDATE organization SET journal_n = ?"
NAMED = (("person_id", "people"), ("team_id", "teams"), ("campaign_id", "campaigns"), ("area_id", "areas"), ("building_id", "buildings"))
KNOWN = {name: f"SELECT 1 FROM {table} WHERE id = ?" for name, table in NAMED}
WITH_OTHERS = """
SELECT id FROM households WHERE id IN (??) AND root_id IS NOT NULL AND root_id NOT IN (??)
UNION SELECT absorbed_id FROM joins WHERE undone_at IS NULL AND survivor_id IN (??) AND absorbed_id NOT IN (??) ORDER BY 1
"""


class Replayed(msgspec.Struct, frozen=True):
    """`done` and `left`: by the deed's name. `left` names what is not in the copy. `rolls`: what of files is to be done again by hand.

    `unfinished`: moves that were under way, and whose order is not in the copy.
    """

    done: Counter[str]
    left: Counter[str]
    rolls: tuple[RollBrought, ...] = ()
    unfinished: tuple[MoveOrdered, ...] = ()


def journal_place(conn: Connection) -> tuple[UUID, int] | None:
    """The store's id, and the number of the last journalled transaction that it holds."""
    rows = fetch(conn, AT)
    return (rows[0][0], rows[0][1]) if rows else None


def replay_deeds(conn: Connection, entries: Sequence[Entry], new_id: NewId) -> Replayed:
    """In their order. What names somebody or something that the copy does not know is left and told."""
    replayed, reaching = Replayed(Counter(), Counter(), _rolls(entries), _unfinished(entries)), Reaching(conn, new_id)
    for entry in entries:
        for deed in entry.deeds:
            if isinstance(deed, RollBrought | StoreRenewed | MoveOrdered):
                continue
            reaching.before(deed)
            name = str(deed.__struct_config__.tag)
            (replayed.done if _replay(conn, deed, new_id) else replayed.left)[name] += 1
        execute(conn, REACHED, entry.n)
    reaching.settle_all()
    if replayed.done:
        for team_id in team_ids_of(conn, None):  # a building that is new to a team comes with its doors
            refresh_team(conn, team_id)
    return replayed


def _rolls(entries: Sequence[Entry]) -> tuple[RollBrought, ...]:
    """In their order: imports that nobody took back since, and those of before that somebody did."""
    brought: dict[UUID, RollBrought] = {}
    for deed in (each for entry in entries for each in entry.deeds if isinstance(each, RollBrought)):
        if not isinstance(deed, RollTakenBack):
            brought.setdefault(deed.import_id, deed)  # of one that was broken off and gone on with the beginning
        elif brought.pop(deed.import_id, None) is None:
            brought[deed.import_id] = deed
    return tuple(brought.values())


def _unfinished(entries: Sequence[Entry]) -> tuple[MoveOrdered, ...]:
    """In their order; what an area takes along when it leaves goes with it anyway."""
    deeds = [deed for entry in entries for deed in entry.deeds]
    finished = {deed.move_id for deed in deeds if isinstance(deed, MoveFinished)}
    ordered = (deed for deed in deeds if isinstance(deed, MoveOrdered) and area_in(deed.only_if) is None)
    return tuple(deed for deed in ordered if deed.move_id not in finished)


def _replay(conn: Connection, deed: AnyDeed, new_id: NewId) -> bool:
    named = {name: getattr(deed, name, None) for name in KNOWN if name != MAKES.get(type(deed))}
    if not all(fetch(conn, KNOWN[name], value) for name, value in named.items() if value is not None):
        return False
    return HANDLERS[type(deed)](conn, deed, new_id)


def _doors_moved(conn: Connection, deed: DoorsMoved, new_id: NewId) -> bool:
    awaited = await_doors(conn, deed)
    known = [each for each in deed.household_ids if each not in awaited]
    enter_doors(conn, deed.campaign_id, doors_reached(conn, deed.campaign_id, known), deed.at)  # by then they had
    moved = move_doors(
        conn,
        deed.campaign_id,
        known,
        deed.team_id,
        deed.person_id,
        only_unvisited=False,
        now=deed.at,
        move_id=deed.move_id,
    )
    if deed.by_person_id is not None:
        move = Move(deed.move_id, deed.campaign_id, deed.by_person_id, deed.team_id, deed.person_id, deed.only_if, deed.at)
        keep_done_again(conn, move)
    return all(each.reason == "already_there" for each in moved.skipped)


def _move_finished(conn: Connection, deed: MoveFinished, new_id: NewId) -> bool:
    finish_again(conn, deed.move_id)
    return True


def _area_left(conn: Connection, deed: AreaLeft, new_id: NewId) -> bool:
    change = take_area if deed.is_out else put_area_back
    return change(conn, deed.campaign_id, deed.area_id)


def _area_added(conn: Connection, deed: AreaAdded, new_id: NewId) -> bool:
    if not put_area_back(conn, deed.campaign_id, deed.area_id):
        return False
    enter_doors(conn, deed.campaign_id, doors_of_areas(conn, [deed.area_id]), deed.at)
    return True


def _doors_left(conn: Connection, deed: DoorsLeft, new_id: NewId) -> bool:
    left = leave_doors(conn, deed.campaign_id, deed.household_ids, now=deed.at, move_id=deed.move_id)
    _keep(conn, deed)
    return len(left) == len(deed.household_ids)


def _doors_returned(conn: Connection, deed: DoorsReturned, new_id: NewId) -> bool:
    awaited = await_doors(conn, deed)
    epochs = {door: epoch for door, epoch in zip(deed.household_ids, deed.epochs, strict=True) if door not in awaited}
    back = return_doors(conn, deed.campaign_id, epochs, deed.team_id, deed.person_id, now=deed.at, move_id=deed.move_id)
    _keep(conn, deed)
    return len(back) == len(epochs)


def _keep(conn: Connection, deed: DoorsLeft | DoorsReturned) -> None:
    if deed.by_person_id is not None:
        keep_done_again(conn, Move(deed.move_id, deed.campaign_id, deed.by_person_id, None, None, deed.only_if, deed.at))


def _person_made(conn: Connection, deed: PersonMade, new_id: NewId) -> bool:
    if not fetch(conn, KNOWN["person_id"], deed.person_id):
        make_person(conn, deed.person_id, deed.name, deed.at, new_id)
    return True


def _person_renamed(conn: Connection, deed: PersonRenamed, new_id: NewId) -> bool:
    rename_person(conn, deed.person_id, deed.name, deed.at)
    return True


def _team_made(conn: Connection, deed: TeamMade, new_id: NewId) -> bool:
    make_team(conn, deed.campaign_id, deed.team_id, deed.name, deed.area_id, deed.at, new_id)
    return True


def _team_joined(conn: Connection, deed: TeamJoined, new_id: NewId) -> bool:
    join_team(conn, deed.person_id, deed.team_id, deed.role, deed.at, new_id)
    return True


def _team_left(conn: Connection, deed: TeamLeft, new_id: NewId) -> bool:
    leave_team(conn, deed.person_id, deed.team_id, deed.at, new_id)
    return True


def _role_given(conn: Connection, deed: RoleGiven, new_id: NewId) -> bool:
    give_role(conn, deed.person_id, deed.role, deed.area_id, deed.at, new_id)
    return True


def _role_taken(conn: Connection, deed: RoleTaken, new_id: NewId) -> bool:
    return take_role(conn, deed.person_id, deed.role, deed.area_id, deed.at, new_id)


def _access_ended(conn: Connection, deed: AccessEnded, new_id: NewId) -> bool:
    end_person(conn, deed.person_id, deed.at, new_id)
    revoke_all(conn, deed.person_id, deed.at)
    return True


def _invitations_revoked(conn: Connection, deed: InvitationsRevoked, new_id: NewId) -> bool:
    """One that the copy does not know opens nothing."""
    revoke_again(conn, deed.invitation_ids, deed.at)
    return True


def _invitation_used(conn: Connection, deed: InvitationUsed, new_id: NewId) -> bool:
    """One that the copy does not know opens nothing, either."""
    mark_used(conn, deed.invitation_id, deed.replica_id, deed.at)
    return True


def _phone_lost(conn: Connection, deed: PhoneLost, new_id: NewId) -> bool:
    """Also one that the copy does not know: it enrolled since, and must not come back as an ordinary phone, nor under a name that it had before.

    Boards show it once: of a further name nobody knows whether more came under that than work from a file.
    """
    ensure_replica(conn, deed.replica_id, deed.person_id, "phone", None, deed.at)
    for name in deed.names:
        ensure_replica(conn, name, deed.person_id, "phone", None, deed.at, forked_from=deed.replica_id)
        replica = find_replica(conn, name, lock=True)
        if replica is not None:
            go_on_as(conn, replica, deed.replica_id)
    lose_replica(conn, deed.replica_id, deed.at)
    return True


def _phone_found(conn: Connection, deed: PhoneFound, new_id: NewId) -> bool:
    find_again(conn, deed.replica_id, deed.person_id)
    return True


def _ended(conn: Connection, deed: Ended, new_id: NewId) -> bool:
    if deed.of == "campaign":
        return end_campaign(conn, deed.id, deed.at) if deed.is_over else reopen_campaign(conn, deed.id, deed.at)
    return end_team(conn, deed.id, deed.at, new_id) if deed.is_over else reopen_team(conn, deed.id, new_id)


def _doors_joined(conn: Connection, deed: DoorsJoined, new_id: NewId) -> bool:
    try:
        one, other = load_two(conn, deed.one_id, deed.other_id)
    except NotTwoDoors:
        return False
    told = {"told_by": deed.person_id, "by": deed.person_id, "join_id": deed.join_id}
    join_doors(conn, one, other, now=deed.at, new_id=new_id, **told)
    return True


def _doors_parted(conn: Connection, deed: DoorsParted, new_id: NewId) -> bool:
    try:
        part_doors(conn, deed.household_id, by=deed.person_id, now=deed.at, new_id=new_id)
    except NotJoined:
        return False
    return True


def _household_erased(conn: Connection, deed: HouseholdErased, new_id: NewId) -> bool:
    """Also one that the copy does not know: what comes in for it later is not kept. Whatever else it is joined to in the copy stood apart from it by then."""
    ids = [deed.household_id, *deed.aliases]
    for (household_id,) in fetch(conn, WITH_OTHERS, ids, ids, ids, ids):
        part_doors(conn, household_id, by=deed.by, now=deed.at, new_id=new_id, wishes=deed.wishes)
    forget_awaited(conn, ids)
    erase_people(conn, Erasure(deed.household_id, deed.to_id, deed.by, deed.at, deed.aliases, deed.hashes), new_id)
    return True


MAKES: dict[type, str] = {
    PersonMade: "person_id",
    TeamMade: "team_id",
    CampaignMade: "campaign_id",
    AreaMade: "area_id",
    AreaChanged: "area_id",
    BuildingMade: "building_id",
    BuildingChanged: "building_id",
}
HANDLERS: dict[type, Callable[[Connection, Any, NewId], bool]] = {
    **SETTING_UP,
    DoorsMoved: _doors_moved,
    MoveFinished: _move_finished,
    AreaLeft: _area_left,
    AreaAdded: _area_added,
    DoorsLeft: _doors_left,
    DoorsReturned: _doors_returned,
    DoorsJoined: _doors_joined,
    DoorsParted: _doors_parted,
    PersonMade: _person_made,
    PersonRenamed: _person_renamed,
    TeamMade: _team_made,
    TeamJoined: _team_joined,
    TeamLeft: _team_left,
    RoleGiven: _role_given,
    RoleTaken: _role_taken,
    AccessEnded: _access_ended,
    InvitationsRevoked: _invitations_revoked,
    InvitationUsed: _invitation_used,
    PhoneLost: _phone_lost,
    PhoneFound: _phone_found,
    Ended: _ended,
    HouseholdErased: _household_erased,
}
