"""People, their rights and their phones, as the boards list them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, literal, select

from server.db.tables import areas, campaigns, follows, memberships, organization, people, replicas, roles, slices, teams
from server.db.types import Id
from server.identity.actor import Role
from server.identity.schemas import HeldPhone, Named, OrganizationBody, PersonBody, PhoneBody, RoleBody, SliceBody
from server.journal.deeds import PhoneLost
from server.journal.file import note
from server.replication.replicas import losses_of, mark_lost, names_of

SILENT_MS = 2 * 3_600_000  # a phone not heard of for so long makes the numbers doubtful
PHONES = ("phone",)
WORD = {"member": "volunteer", "leader": "leader"}
# It is not only a name under which work of another one was taken in from a file (server/outboxes/taking.py).
IS_OWN = replicas.c.last_seen_at.is_not(None) | replicas.c.forked_from.is_(None)
# Somebody has it in their hands: it is not lost, and has not gone on as another replica since its browser threw its store away.
IN_HAND = replicas.c.kind.in_(PHONES) & IS_OWN & replicas.c.lost_at.is_(None) & replicas.c.evicted_at.is_(None)
PHONE = [replicas.c.id, *(replicas.c[name] for name in PhoneBody.__struct_fields__[1:])]


def get_organization(conn: Connection) -> OrganizationBody:
    row = conn.execute(select(organization.c.id, organization.c.name, organization.c.time_zone)).one()
    return OrganizationBody(row.id, row.name, row.time_zone)


def list_slices(conn: Connection, person_id: UUID) -> list[SliceBody]:
    """What a person follows, named after its team or campaign."""
    name = people.c.name.label("person")
    stmt = (
        select(
            slices.c.id,
            slices.c.kind,
            slices.c.campaign_id,
            slices.c.team_id,
            teams.c.name.label("team"),
            campaigns.c.name.label("campaign"),
            name,
        )
        .join_from(follows, slices, slices.c.id == follows.c.slice_id)
        .outerjoin(teams, teams.c.id == slices.c.team_id)
        .outerjoin(campaigns, campaigns.c.id == slices.c.campaign_id)
        .outerjoin(people, people.c.id == slices.c.person_id)
        .where(follows.c.person_id == person_id, slices.c.ended_at.is_(None))
        .order_by(slices.c.kind, slices.c.id)
    )
    return [
        SliceBody(row.id, row.kind, row.team or row.campaign or row.person or "", row.campaign_id, row.team_id)
        for row in conn.execute(stmt)
    ]


def highest_n(conn: Connection, replica_id: UUID, person_id: UUID) -> int | None:
    """The highest number a person's replica has pushed; None: it never did, or it is not that person's."""
    mine = (replicas.c.id == replica_id) & (replicas.c.person_id == person_id)
    return conn.execute(select(replicas.c.highest_n).where(mine)).scalar()


class Wanted(msgspec.Struct, frozen=True):
    """Whom a list is asked for: the people of one team, or those in any team of `within` (None: everybody), whose name holds `query`,
    who have a role now. `after`: the last one of the page before.
    """

    team_id: UUID | None
    within: Collection[UUID] | None
    query: str
    role: str | None
    after: UUID | None


def find_people(conn: Connection, wanted: Wanted, limit: int) -> list[Any]:
    """(id, name, ended_at) by name; those whose access has ended come last."""
    p = people.c
    stmt = select(p.id, p.name, p.ended_at).where(p.is_system.is_(False))
    if wanted.query:
        stmt = stmt.where(p.name.icontains(wanted.query, autoescape=True))
    if wanted.team_id is not None:
        stmt = stmt.where(p.id.in_(select(memberships.c.person_id).where(memberships.c.team_id == wanted.team_id)))
    elif wanted.within is not None:
        stmt = stmt.where(p.id.in_(select(memberships.c.person_id).where(memberships.c.team_id.in_(wanted.within))))
    if wanted.role == "leader":
        leads = (memberships.c.role == "leader") & memberships.c.to_at.is_(None)
        stmt = stmt.where(p.id.in_(select(memberships.c.person_id).where(leads)))
    elif wanted.role is not None:
        stmt = stmt.where(p.id.in_(select(roles.c.person_id).where(roles.c.role == wanted.role, roles.c.to_at.is_(None))))
    last = conn.execute(select(p.ended_at, p.name).where(p.id == wanted.after)).first() if wanted.after else None
    if last is not None:
        further = (p.name > last.name) | ((p.name == last.name) & (p.id > literal(wanted.after, Id)))
        stmt = stmt.where(p.ended_at.is_not(None) & further if last.ended_at is not None else p.ended_at.is_not(None) | further)
    return list(conn.execute(stmt.order_by(p.ended_at.is_not(None), p.name, p.id).limit(limit)))


def people_bodies(conn: Connection, found: Collection[Any]) -> list[PersonBody]:
    ids = [row.id for row in found]
    rights, phones = _placed(conn, roles_of(conn, ids)), phones_of(conn, ids)
    return [PersonBody(row.id, row.name, rights[row.id], row.ended_at, phones[row.id]) for row in found]


def get_person(conn: Connection, person_id: UUID) -> PersonBody:
    return people_bodies(conn, conn.execute(select(people.c.id, people.c.name, people.c.ended_at).where(people.c.id == person_id)).all())[0]


def _placed(conn: Connection, rights: dict[UUID, list[RoleBody]]) -> dict[UUID, list[RoleBody]]:
    """With the names of the teams and areas."""
    held = [each for roles_held in rights.values() for each in roles_held]
    names: dict[UUID | None, str] = {}
    for table, ids in ((teams, {each.team_id for each in held}), (areas, {each.area_id for each in held})):
        names |= {row.id: row.name for row in conn.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids - {None})))}
    named = {
        person: [msgspec.structs.replace(each, place=names.get(each.team_id or each.area_id)) for each in roles_held]
        for person, roles_held in rights.items()
    }
    return defaultdict(list, named)


def roles_of(conn: Connection, person_ids: Collection[UUID]) -> dict[UUID, list[RoleBody]]:
    """What each holds now, by the words of an invitation."""
    found: dict[UUID, list[RoleBody]] = defaultdict(list)
    held = (memberships.c.person_id.in_(person_ids)) & memberships.c.to_at.is_(None)
    for row in conn.execute(
        select(memberships.c.person_id, memberships.c.role, memberships.c.team_id).where(held).order_by(memberships.c.id)
    ):
        found[row.person_id].append(RoleBody(WORD[row.role], team_id=row.team_id))
    given = (roles.c.person_id.in_(person_ids)) & roles.c.to_at.is_(None)
    for row in conn.execute(select(roles.c.person_id, roles.c.role, roles.c.area_id).where(given).order_by(roles.c.id)):
        found[row.person_id].append(RoleBody(row.role, area_id=row.area_id))
    return found


def roster(conn: Connection, team_id: UUID) -> dict[UUID, tuple[str, str]]:
    """(name, role) of who is in a team now, leaders first."""
    stmt = (
        select(people.c.id, people.c.name, memberships.c.role)
        .join_from(memberships, people, people.c.id == memberships.c.person_id)
        .where(memberships.c.team_id == team_id, memberships.c.to_at.is_(None))
        .order_by(memberships.c.role != "leader", people.c.name, people.c.id)
    )
    return {row.id: (row.name, row.role) for row in conn.execute(stmt)}


def phones_of(conn: Connection, person_ids: Collection[UUID]) -> dict[UUID, list[PhoneBody]]:
    found: dict[UUID, list[PhoneBody]] = defaultdict(list)
    mine = replicas.c.person_id.in_(person_ids) & replicas.c.kind.in_(("phone", "desk")) & IS_OWN
    for row in conn.execute(select(replicas.c.person_id, *PHONE).where(mine).order_by(replicas.c.made_at, replicas.c.id)):
        found[row.person_id].append(PhoneBody(*row[1:]))
    return found


def list_phones(conn: Connection, team_ids: Collection[UUID], limit: int) -> list[HeldPhone]:
    """The phones of the people in these teams now, those not heard of for longest first."""
    stmt = (
        select(*PHONE, people.c.id.label("person_id"), people.c.name, memberships.c.team_id)
        .join_from(memberships, replicas, replicas.c.person_id == memberships.c.person_id)
        .join(people, people.c.id == memberships.c.person_id)
        .where(memberships.c.team_id.in_(team_ids), memberships.c.to_at.is_(None), replicas.c.kind.in_(PHONES), IS_OWN)
        .order_by(replicas.c.last_seen_at.nulls_first(), replicas.c.id, memberships.c.team_id)
    )
    found: dict[UUID, HeldPhone] = {}
    for row in conn.execute(stmt.limit(limit)):
        held = found.setdefault(row.id, _held_phone(row))
        held.team_ids.append(row.team_id)
    return list(found.values())


def _held_phone(row: Any) -> HeldPhone:
    person = Named(row.person_id, row.name)
    return HeldPhone(**msgspec.structs.asdict(PhoneBody(*row[: len(PHONE)])), person=person, team_ids=[])


def find_named(conn: Connection, person_id: UUID) -> Any:
    """(name, ended_at); None: there is no such person."""
    return conn.execute(select(people.c.name, people.c.ended_at).where(people.c.id == person_id)).first()


def find_replica(conn: Connection, replica_id: UUID) -> UUID | None:
    """Whose it is."""
    return conn.execute(select(replicas.c.person_id).where(replicas.c.id == replica_id)).scalar()


def lose_replica(conn: Connection, replica_id: UUID, now: int) -> int:
    """From now on it may only push, what it sends waits for a person, and it is told to wipe itself: whatever it calls itself.

    Since when that is so: another may have reported it before.
    """
    names = names_of(conn, replica_id)
    losses = losses_of(conn, names)
    owner = find_replica(conn, replica_id)
    if owner is not None and None in losses:
        note(conn, PhoneLost(at=now, replica_id=replica_id, person_id=owner, names=tuple(names)))
        mark_lost(conn, names, now)
    return min((at for at in losses if at is not None), default=now)


def teams_and_roles(conn: Connection, person_id: UUID) -> tuple[list[UUID], list[Role]]:
    """Every team a person was ever in, and the roles held now."""
    in_teams = conn.execute(select(memberships.c.team_id).where(memberships.c.person_id == person_id)).scalars()
    held = conn.execute(select(roles.c.role, roles.c.area_id).where(roles.c.person_id == person_id, roles.c.to_at.is_(None)))
    return list(in_teams), [Role(row.role, row.area_id) for row in held]


def last_teams(conn: Connection, person_id: UUID) -> list[UUID]:
    """Those that a person who is in none was in until the last."""
    mine = memberships.c.person_id == person_id
    last = select(func.max(memberships.c.to_at)).where(mine).scalar_subquery()
    return list(conn.execute(select(memberships.c.team_id).where(mine, memberships.c.to_at == last)).scalars())
