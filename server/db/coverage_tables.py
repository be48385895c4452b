"""Counters that save a board from adding up leaves. Like the leaves, only server/replication changes them, by differences."""

from sqlalchemy import Column, Integer, Table

from server.db.tables import COUNTS, metadata
from server.db.types import Id


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


coverage_areas = Table(  # a team's doors in each area: a board of teams or areas reads as many rows as there are teams
    "coverage_areas",
    metadata,
    Column("campaign_id", Id, primary_key=True),
    Column("team_id", Id, primary_key=True),
    Column("area_id", Id, primary_key=True),
    *(_count(name) for name in COUNTS),
)
coverage_times = Table(  # slot: below 168 an hour of the week (Monday 0:00 first), else a local day counted from 1970-01-01
    "coverage_times",
    metadata,
    Column("campaign_id", Id, primary_key=True),
    Column("team_id", Id, primary_key=True),  # the team that went there
    Column("slot", Integer, primary_key=True, autoincrement=False),
    _count("visits"),
    _count("met"),
    _count("reached"),  # doors stood at for the first time in the campaign
)
