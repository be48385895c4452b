"""Households that are one door: what was joined, and pairs that a person should look at."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from server.db.columns import metadata
from server.db.types import Id

joins = Table(
    "joins",
    metadata,
    Column("id", Id, primary_key=True),
    Column("survivor_id", Id, nullable=False),
    Column("absorbed_id", Id, nullable=False),
    Column("person_id", Id, nullable=True),  # who joined them; null: by itself, as equal addresses
    Column("version", BigInteger, nullable=False),  # the survivor's, that first showed both
    Column("at", BigInteger, nullable=False),
    Column("undone_at", BigInteger),
    Column("undone_by", Id, nullable=True),
    Index(None, "absorbed_id"),
    Index(None, "at"),
)
pairs = Table(  # two households that may be one door; one_id is the smaller
    "pairs",
    metadata,
    Column("one_id", Id, primary_key=True),
    Column("other_id", Id, primary_key=True),
    Column("why", Text, nullable=False),  # same_address | near_address | same_phone | similar_name
    Column("building_id", Id, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("settled_at", BigInteger),
    Column("settled_as", Text, nullable=True),  # joined | dismissed
    Column("settled_by", Id, nullable=True),
    Index(None, "building_id"),
)
