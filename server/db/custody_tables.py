"""What phones handed in, and what became of it."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table

from server.db.columns import big, instant, key, metadata, ref, string
from server.db.types import Id

receipts = Table(
    "receipts",
    metadata,
    key("command_id"),
    ref("replica_id"),
    big("n"),
    string("outcome"),
    string("reason", nullable=True),
    Column("version", BigInteger),
    ref("household_id", nullable=True),
    instant("arrived_at", nullable=False),
)
held = Table(
    "held",
    metadata,
    key("command_id"),
    ref("replica_id"),
    big("n"),
    ref("person_id"),
    ref("needs_id"),  # the thing named that is not known yet
    Column("body", LargeBinary, nullable=False),
    Column("moment", LargeBinary, nullable=False),  # its time as judged at arrival
    instant("arrived_at", nullable=False),
    Index(None, "needs_id"),
)
parked = Table(
    "parked",
    metadata,
    key("command_id"),
    Column("replica_id", Id),
    Column("n", BigInteger),
    ref("person_id"),
    ref("household_id", nullable=True),
    string("reason"),
    Column("body", LargeBinary, nullable=False),  # the bytes as they came, NUL escaped
    instant("arrived_at", nullable=False),
    Column("moment", LargeBinary),  # its time as judged at arrival; null where it could not be read
    Column("push_offset", BigInteger),  # there: arrival minus sent_at of its push
    instant("settled_at"),
    string("settled_as", nullable=True),  # dismissed, or what became of it
    ref("settled_by", nullable=True),  # null: a newer version could read it
    string("settled_reason", nullable=True),
)
