"""Tables of moves as jobs, and of what a share of doors is proposed from. The history of assignments is in tables.py."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from server.db.tables import metadata
from server.db.types import Id

move_jobs = Table(  # what a move is to do, as it was ordered, and how far it is; `id`: the move's
    "move_jobs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("doc", LargeBinary, nullable=False),  # the order: who gets which doors, each with the epoch it had then
    Column("doors", Integer, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("beat_at", BigInteger),  # when a process last worked at it; null: none has begun
)
move_left = Table(  # doors that a move left where they were
    "move_left",
    metadata,
    Column("move_id", Id, primary_key=True),
    Column("household_id", Id, primary_key=True),
    Column("reason", Text, nullable=False),
)
household_needs = Table(  # the words of a household's card and of its residents, for those who look doors up by them
    "household_needs",
    metadata,
    Column("need", Text, primary_key=True),
    Column("household_id", Id, primary_key=True),
    Index(None, "household_id"),
)
abilities = Table(  # what somebody can do that a household may need, in the same words
    "abilities",
    metadata,
    Column("person_id", Id, primary_key=True),
    Column("word", Text, primary_key=True),
)
