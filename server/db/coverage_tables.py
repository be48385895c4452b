"""Coverage: leaves that boards add up, and sums that save a board from it. server/replication changes all by differences."""

from sqlalchemy import Column, Index, Integer, Table

from server.db.columns import count, key, metadata
from server.db.types import Id

COUNTS = [
    *("known", "base", "visited", "base_visited", "met", "base_met", "tried"),
    *("not_home", "refused", "call_back", "inaccessible", "do_not_contact", "vacant", "given_up", "never_tried", "added_on_the_way"),
    *("tries_0", "tries_1", "tries_2", "tries_3", "tries_4", "tries_5"),  # tries_5: five and more
]

coverage_cells = Table(
    "coverage_cells",
    metadata,
    key("campaign_id"),
    key("team_id"),
    key("building_id"),
    *(count(name) for name in COUNTS),
    Index(None, "campaign_id", "building_id"),
)  # team_id NOBODY: doors without a team
coverage_people = Table(
    "coverage_people", metadata, key("campaign_id"), key("team_id"), key("person_id"), *(count(name) for name in COUNTS)
)  # doors given to that person
coverage_work = Table(  # person_id NOBODY: the team's
    "coverage_work",
    metadata,
    key("campaign_id"),
    key("team_id"),
    key("person_id"),
    count("visits"),
    count("doors"),
    Index(None, "person_id"),
)
coverage_areas = Table(  # a team's doors in each area: a board of teams or areas reads as many rows as there are teams
    "coverage_areas",
    metadata,
    Column("campaign_id", Id, primary_key=True),
    Column("team_id", Id, primary_key=True),
    Column("area_id", Id, primary_key=True),
    *(count(name) for name in COUNTS),
)
coverage_times = Table(  # slot: below 168 an hour of the week (Monday 0:00 first), else a local day counted from 1970-01-01
    "coverage_times",
    metadata,
    Column("campaign_id", Id, primary_key=True),
    Column("team_id", Id, primary_key=True),  # the team that went there
    Column("slot", Integer, primary_key=True, autoincrement=False),
    count("visits"),
    count("met"),
    count("reached"),  # doors stood at for the first time in the campaign
)
