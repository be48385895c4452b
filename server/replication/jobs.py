"""Commands of the server's own replicas, such as rolls and jobs: through the one write path like everybody's."""

from collections.abc import Sequence

from sqlalchemy import Connection

from server.replication.authors import find_authors
from server.replication.replicas import Replica, store_numbers
from server.replication.slices import NewId
from server.replication.write import write_commands
from sync.clock import effective_at
from sync.commands import AnyCommand
from sync.protocol import Receipt
from sync.ranges import receive
from sync.world import Incoming


def write_own(conn: Connection, replica: Replica, commands: Sequence[AnyCommand], *, now: int, new_id: NewId) -> list[Receipt]:
    """One receipt each, in order. `replica` is claimed in this transaction, and the commands are numbered from its highest n on."""
    author = find_authors(conn, [(replica.person_id, replica.id)])[replica.person_id, replica.id]
    incoming = []
    for command in commands:
        moment = effective_at(command.at, own_offset_ms=None, push_offset_ms=0, heard_ms=None, arrival_ms=now, replica=str(replica.id))
        incoming.append(Incoming(command=command, replica_id=replica.id, author=author, moment=moment))
    receipts = write_commands(conn, incoming, now=now, new_id=new_id)
    store_numbers(conn, replica, receive(replica.held, (command.n for command in commands)))
    return receipts
