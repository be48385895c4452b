"""A phone whose browser threw its store away: it goes on as a new replica, and the server tells what it has of the former one."""

from uuid import UUID

from sqlalchemy import Connection, select, update

from server.db.tables import replicas, sessions
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.invitations import find_former
from server.identity.schemas import EvictedBody, Former
from server.replication.replicas import Replica, claim_replica, find_replica, go_on_as, store_heard, store_numbers
from sync.ranges import counted


def evict(conn: Connection, token_hash: bytes, actor: Actor, told: EvictedBody, now: int) -> Former:
    """Raises NotFound for a former replica that is not this person's, OtherPerson for a new one that is somebody else's.

    The sign-in belongs to the new replica from now on: whoever reports this phone lost means that.
    """
    replica = claim_replica(conn, told.replica, actor.person_id, now, signed_in_as=actor.replica_id)
    store_heard(conn, told.replica, None, now)
    former_id = told.former or _of_sign_in(conn, token_hash, told.replica)
    former = None if former_id is None else find_replica(conn, former_id, lock=True)
    if told.former is not None and (former is None or former.person_id != actor.person_id):
        raise NotFound("no such replica of yours")
    conn.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(replica_id=told.replica))
    if former is None:
        return Former(None, 0, None, None)
    if actor.replica_id is not None:
        find_former(conn, former.id, actor.person_id, actor.replica_id, now)
    go_on_as(conn, replica, former.id)
    return _noted(conn, former, told, now)


def _of_sign_in(conn: Connection, token_hash: bytes, now_is: UUID) -> UUID | None:
    """Which replica this cookie was given to, if that is not the one that asks."""
    found: UUID | None = conn.execute(select(sessions.c.replica_id).where(sessions.c.token_hash == token_hash)).scalar()
    return None if found == now_is else found


def _noted(conn: Connection, former: Replica, told: EvictedBody, now: int) -> Former:
    held = former.held if told.counted is None else counted(former.held, told.counted)
    store_numbers(conn, former, held)
    unsent = (
        sum(high - low + 1 for low, high in held.missing) or None
    )  # the phone's count is the least there was: none missing proves nothing
    first_told = (replicas.c.id == former.id) & replicas.c.evicted_at.is_(None)
    conn.execute(update(replicas).where(first_told).values(evicted_at=now, evicted_unsent=unsent))
    return Former(former.id, _highest_that_came(held.highest, held.missing), unsent, former.last_seen_at)


def _highest_that_came(highest: int, missing: tuple[tuple[int, int], ...]) -> int:
    for low, high in sorted(missing, reverse=True):
        if high == highest:
            highest = low - 1
    return highest
