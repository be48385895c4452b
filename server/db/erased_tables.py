"""Households whose people were erased: ids, and salted hashes by which a roll's line is known again. Nothing about anybody."""

from sqlalchemy import BigInteger, Column, LargeBinary, Table

from server.db.columns import metadata
from server.db.types import Id

erased = Table(
    "erased",
    metadata,
    Column("household_id", Id, primary_key=True),  # or of an alias of it
    Column("new_id", Id, nullable=False),  # the door now
    Column("person_id", Id, nullable=False),  # who erased them
    Column("at", BigInteger, nullable=False),
)
erased_lines = Table(
    "erased_lines",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # of a door with a name or number that was known there, keyed by the store's own secret
    Column("at", BigInteger, nullable=False),
)
