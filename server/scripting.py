"""What the command line does to people: the first link, invitations, tokens. Whoever can open the store may do all of it."""

import argparse
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from server.audit.store import record_action
from server.db.driver import fetch
from server.db.engine import Store
from server.db.tables import people, roles, teams
from server.identity.codes import LENGTH, make_code
from server.identity.credentials import new_token
from server.identity.invitations import revoke_all
from server.identity.inviting import Means, issue
from server.identity.memberships import give_role, join_team, make_person
from server.identity.schemas import Invited, Named
from server.identity.setup import give_token, invite_coordinator, make_organization
from server.ids import uuid7
from server.replication.slices import NewId

Chance = Callable[[int], bytes]
FIRST = "Coordinator"
DAY_HOURS = 24


class UnknownNameError(Exception):
    """Nobody, or more than one, has this name or id."""


def first_link(store: Store, organization: str, time_zone: str, now: int, new_id: NewId, chance: Chance) -> str | None:
    """While nobody has ever signed in: a fresh link for the first coordinator. None afterwards."""

    def work(conn: Connection) -> str | None:
        if fetch(conn, "SELECT 1 FROM sessions LIMIT 1"):
            return None
        make_organization(conn, organization, time_zone, now, new_id, chance)
        means = Means(now, new_id, make_code(chance(LENGTH)))
        waiting = conn.execute(select(roles.c.person_id).where(roles.c.role == "coordinator").limit(1)).scalar()
        if waiting is None:
            invite_coordinator(conn, FIRST, DAY_HOURS, means)
        else:
            revoke_all(conn, waiting, now)
            issue(conn, waiting, "coordinator", None, DAY_HOURS, None, new_id(), means)
        return f"/enrol#{means.code}"

    return store.write_now(work)


def invite_person(conn: Connection, args: argparse.Namespace, now: int, new_id: NewId, chance: Chance) -> Invited:
    """Raises UnknownNameError."""
    means = Means(now, new_id, make_code(chance(LENGTH)))
    team_id = None if args.team is None else _find(conn, teams, args.team)
    if (args.person is None) == (args.name is None):
        raise UnknownNameError("Say whom: --person for somebody known, or --name for somebody new.")
    if args.role != "coordinator" and team_id is None and args.person is None:
        raise UnknownNameError("Somebody new needs a --team.")
    person = _person(conn, args, means)
    if args.role == "coordinator":
        give_role(conn, person.id, "coordinator", None, now, new_id)
    elif team_id is not None:
        join_team(conn, person.id, team_id, "leader" if args.role == "leader" else "member", now, new_id)
    made = issue(conn, person.id, args.role, team_id, args.hours, None, new_id(), means)
    record_action(conn, made.id, None, "person_invited", "person", person.id, now=now, team_id=team_id)
    return Invited(made.id, person, means.code, f"/enrol#{means.code}", made.expires_at)


def _person(conn: Connection, args: argparse.Namespace, means: Means) -> Named:
    if args.person is not None:
        found = find_person(conn, args.person)
        return Named(found, conn.execute(select(people.c.name).where(people.c.id == found)).scalar_one())
    person = Named(means.new_id(), args.name)
    make_person(conn, person.id, person.name, means.now, means.new_id)
    return person


def find_person(conn: Connection, named: str | None) -> UUID:
    """Without a name the coordinator of the whole organization, if there is only one. Raises UnknownNameError."""
    if named is not None:
        return _find(conn, people, named)
    everywhere = (roles.c.role == "coordinator") & roles.c.area_id.is_(None) & roles.c.to_at.is_(None)
    found = list(conn.execute(select(roles.c.person_id).where(everywhere).limit(2)).scalars())
    if len(found) != 1:
        raise UnknownNameError("Say whose: --person with an id or a name.")
    only: UUID = found[0]
    return only


def new_token_for(conn: Connection, person_id: UUID, now: int, chance: Chance) -> str:
    token = new_token(chance(32))
    give_token(conn, person_id, token, now)
    record_action(conn, uuid7(now, chance(10)), None, "token_made", "person", person_id, now=now)
    return token


def _find(conn: Connection, table: Table, named: str) -> UUID:
    try:
        which: Any = table.c.id == UUID(named)
    except ValueError:
        which = table.c.name == named
    found = list(conn.execute(select(table.c.id).where(which).limit(2)).scalars())
    if len(found) != 1:
        raise UnknownNameError(
            f"{named}: {'nothing of that name' if not found else 'more than one has this name, give the id'} in {table.name}."
        )
    only: UUID = found[0]
    return only
