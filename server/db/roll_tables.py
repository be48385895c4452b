"""Rolls, what each gave each door, and files that were sent over the network: the file until it is in, and the job that brings it in."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from server.db.columns import instant, key, metadata, ref, string
from server.db.types import Id

rolls = Table(
    "rolls",
    metadata,
    key(),
    ref("area_id"),
    string("name"),
    ref("replica_id"),
    instant("made_at", nullable=False),
    UniqueConstraint("area_id", "name"),
)
roll_lines = Table(  # what the last import of a roll gave each door
    "roll_lines",
    metadata,
    key("roll_id"),
    Column("line_key", Text, primary_key=True),
    ref("household_id"),
    Column("doc", LargeBinary, nullable=False),
    Index(None, "household_id"),
    sqlite_with_rowid=False,
)
imports = Table(
    "imports",
    metadata,
    key(),
    ref("roll_id"),
    ref("person_id", nullable=True),
    instant("at", nullable=False),
    Column("doc", LargeBinary, nullable=False),
    instant("undone_at"),
    Column("made", LargeBinary),  # the area and buildings that it made
)
roll_uploads = Table(
    "roll_uploads",
    metadata,
    Column("id", Id, primary_key=True),  # also of the import that it becomes
    Column("person_id", Id),  # null: the command line
    Column("name", Text, nullable=False),  # of the file
    Column("size", Integer, nullable=False),  # bytes
    Column("look", LargeBinary, nullable=False),  # its columns as they seemed
    Column("area_id", Id),
    Column("choice", LargeBinary),  # the area and the map that a person chose
    Column("state", Text, nullable=False),  # read | previewing | previewed | importing | imported | undoing | undone | failed
    Column("done", Integer, nullable=False, server_default="0"),
    Column("doors", Integer, nullable=False, server_default="0"),  # that the job is about
    Column("tally", LargeBinary),  # what the job has done so far, or taken back, for whoever goes on with it
    Column("problem", Text),  # why it failed
    Column("report", LargeBinary),
    Column("undone", LargeBinary),  # what an undo took back and what it left
    Column("made_at", BigInteger, nullable=False),
    Column("beat_at", BigInteger),  # when a process last worked at it
    Index(None, "made_at"),
    Index(None, "state"),
)
roll_files = Table(  # the file of a roll until it is in: apart, because what a row holds is written with every change of it
    "roll_files",
    metadata,
    Column("upload_id", Id, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
roll_maps = Table(  # what a person once said that columns of such a heading hold
    "roll_maps",
    metadata,
    Column("heading", Text, primary_key=True),
    Column("field", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
roll_replicas = Table(  # who says what a roll's second, third, … line of one door says: replicas of their own, so that it stands beside
    "roll_replicas",
    metadata,
    Column("roll_id", Id, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("replica_id", Id, nullable=False),
    Column("person_id", Id, nullable=False),
)
