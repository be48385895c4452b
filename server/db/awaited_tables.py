"""Doors that a desk had given to somebody and that a restored store does not know yet: their finders' phones bring them."""

from sqlalchemy import BigInteger, Column, Table

from server.db.columns import metadata
from server.db.types import Id

awaited_doors = Table(
    "awaited_doors",
    metadata,
    Column("household_id", Id, primary_key=True),
    Column("campaign_id", Id, primary_key=True),
    Column("team_id", Id, nullable=True),
    Column("person_id", Id, nullable=True),
    Column("move_id", Id, nullable=False),  # the last by which a desk gave it away
    Column("at", BigInteger, nullable=False),
)
