"""Assignment: who had which door when; moves, what they are to do as jobs, and what a share of doors is proposed from."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from server.db.columns import big, count, instant, key, metadata, ref, string
from server.db.types import Id

assignment_spans = Table(
    "assignment_spans",
    metadata,
    key("household_id"),
    key("campaign_id"),
    Column("epoch", BigInteger, primary_key=True),
    ref("team_id", nullable=True),
    ref("person_id", nullable=True),
    instant("from_at", nullable=False),
    instant("to_at"),
)
moves = Table(
    "moves",
    metadata,
    key(),
    ref("campaign_id"),
    ref("by_person_id"),
    ref("team_id", nullable=True),
    ref("person_id", nullable=True),
    string("only_if", nullable=True),
    instant("at", nullable=False),
    count("moved"),
    Column("doc", LargeBinary, nullable=False),  # the answer
    ref("undo_id", nullable=True),
    instant("undone_at"),
    Index(None, "campaign_id"),
)
move_doors = Table(
    "move_doors",
    metadata,
    key("move_id"),
    key("household_id"),
    big("epoch"),  # the assignment's after the move
    ref("from_team_id", nullable=True),
    ref("from_person_id", nullable=True),
    Index(None, "household_id"),
)
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
