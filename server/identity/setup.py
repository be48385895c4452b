"""The first things in an empty store: the organization, and somebody who can invite everybody else."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection, insert, select

from server.db.tables import organization
from server.identity.credentials import hash_token
from server.identity.inviting import Means, issue
from server.identity.memberships import give_role, make_person
from server.identity.rules import Invitation
from server.identity.store import open_session
from server.replication.slices import NewId


def make_organization(conn: Connection, name: str, time_zone: str, now: int, new_id: NewId, random_bytes: Callable[[int], bytes]) -> UUID:
    """The organization's row. An organization that is there already is kept; its id is returned."""
    found: UUID | None = conn.execute(select(organization.c.id)).scalar()
    if found is not None:
        return found
    made = new_id()
    secrets = {"seal_key": random_bytes(32), "file_secret": random_bytes(32)}
    conn.execute(insert(organization).values(id=made, name=name, time_zone=time_zone, epoch=new_id(), made_at=now, **secrets))
    return made


def invite_coordinator(conn: Connection, name: str, hours: int, means: Means) -> Invitation:
    """Somebody new who coordinates the whole organization."""
    person_id = means.new_id()
    make_person(conn, person_id, name, means.now, means.new_id)
    give_role(conn, person_id, "coordinator", None, means.now, means.new_id)
    return issue(conn, person_id, "coordinator", None, hours, None, means.new_id(), means)


def give_token(conn: Connection, person_id: UUID, token: str, now: int) -> None:
    """A token for scripts, good until it is ended."""
    open_session(conn, hash_token(token), person_id, "token", now)
