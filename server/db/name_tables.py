"""What buildings were called before: a roll may keep the old name."""

from sqlalchemy import BigInteger, Column, Table, Text

from server.db.columns import metadata
from server.db.types import Id

former_names = Table(
    "former_names",
    metadata,
    Column("building_id", Id, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("until_at", BigInteger, nullable=False),  # when it was last renamed from this
)
