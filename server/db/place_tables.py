"""Places and campaigns."""

from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from server.db.columns import big, count, instant, key, metadata, ref, string
from server.db.natural import natural_key


def _sort_key(context: Any) -> str:
    return natural_key(context.get_current_parameters()["name"])


def _spelt(context: Any) -> str:
    from server.areas.names import spelling  # that package imports this one

    return spelling(context.get_current_parameters()["name"])


areas = Table(
    "areas",
    metadata,
    key(),
    ref("parent_id", nullable=True),
    string("code", nullable=True),
    string("level"),  # city | district | street | community | grid
    string("name"),
    Column("search", Text, nullable=False, server_default="", default=_spelt),  # every spelling of the name, a line each
    Index(None, "parent_id"),
)
buildings = Table(
    "buildings",
    metadata,
    key(),
    ref("area_id"),
    string("name"),
    Column("sort_key", Text, nullable=False, server_default="", default=_sort_key),  # the name as natural_key writes it
    string("kind"),  # tower | row | hamlet
    Column("doc", LargeBinary, nullable=False),  # entrances: [{"name", "floors", "doors_per_floor"}]
    big("version", 1),
    instant("removed_at"),  # made by mistake; its name is free again
    UniqueConstraint("area_id", "name"),
    Index(None, "area_id", "sort_key", "id"),
)
campaigns = Table(
    "campaigns",
    metadata,
    key(),
    string("name"),
    string("starts_on"),
    string("ends_on"),
    Column("max_attempts", Integer),
    Column("doc", LargeBinary, nullable=False),  # categories, questions
    instant("made_at", nullable=False),
    instant("ended_at"),
    instant("changed_at"),  # its days, most tries or the zone, while not all is counted by them yet
    ref("counted_to", nullable=True),  # of its doors up to this one all are
)
campaign_areas = Table("campaign_areas", metadata, key("campaign_id"), key("area_id"))
entering = Table(  # the campaigns that doors of their areas are still to enter, or whose teams are to hear that it goes on
    "entering",
    metadata,
    key("campaign_id"),
    instant("begun_at", nullable=False),
    ref("like_id", nullable=True),  # whose teams then go on with the doors they had there
    ref("by_person_id", nullable=True),
    ref("told_to", nullable=True),  # where it goes on after its end: up to this team they have heard who is in them
    count("doors"),
    count("done"),
)
