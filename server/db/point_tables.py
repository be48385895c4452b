"""Where buildings stand on the map, for those of which somebody said so."""

from sqlalchemy import BigInteger, Column, Float, Table

from server.db.columns import metadata
from server.db.types import Id

building_points = Table(
    "building_points",
    metadata,
    Column("building_id", Id, primary_key=True),
    Column("longitude", Float, nullable=False),  # degrees, WGS 84, east
    Column("latitude", Float, nullable=False),  # degrees, WGS 84, north
    Column("person_id", Id, nullable=False),
    Column("at", BigInteger, nullable=False),
)
