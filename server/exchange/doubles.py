"""What a file's second, third, … line says of a door: written by replicas of their own, so that it stands beside what the first says."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection, insert, select

from server.db.roll_tables import roll_replicas
from server.db.tables import people
from server.exchange.orders import Beside, NewId
from server.exchange.store import RollRow
from server.replication.jobs import write_own
from server.replication.replicas import claim_replica
from sync.protocol import Receipt


def say_beside(
    conn: Connection, roll: RollRow, roll_name: str, told: Sequence[Beside], now: int, new_id: NewId
) -> dict[UUID | None, Receipt]:
    """Receipts by command. The caller owns the transaction and holds the roll's own replica."""
    receipts: dict[UUID | None, Receipt] = {}
    for place in sorted({each.place for each in told}):
        replica_id, person_id = writer_of(conn, roll.id, roll_name, place, now, new_id)
        replica = claim_replica(conn, replica_id, person_id, now, kind="roll")
        first = replica.held.highest + 1
        commands = [replace(each.command, n=first + step) for step, each in enumerate(each for each in told if each.place == place)]
        receipts |= {receipt.id: receipt for receipt in write_own(conn, replica, commands, now=now, new_id=new_id)}
    return receipts


def writer_of(conn: Connection, roll_id: UUID, roll_name: str, place: int, now: int, new_id: NewId) -> tuple[UUID, UUID]:
    """The replica and its system person, both made at the first need. The person is named so that a conflict says where its value came from."""
    stmt = select(roll_replicas.c.replica_id, roll_replicas.c.person_id)
    found = conn.execute(stmt.where(roll_replicas.c.roll_id == roll_id, roll_replicas.c.place == place)).one_or_none()
    if found is not None:
        return found.replica_id, found.person_id
    replica_id, person_id = new_id(), new_id()
    which = "另一行" if place == 1 else f"另一行 {place}"
    conn.execute(insert(people).values(id=person_id, name=f"{roll_name}（{which}）", is_system=True, made_at=now))
    conn.execute(insert(roll_replicas).values(roll_id=roll_id, place=place, replica_id=replica_id, person_id=person_id))
    return replica_id, person_id
