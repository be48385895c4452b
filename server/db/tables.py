"""Every table of one organization's store, each declared in the module of its topic. No name of a schema: the connection's search path says it.

Instants end in `_at` and are ms UTC, local dates end in `_on` ("YYYY-MM-DD"). Columns named `body`, `doc` hold JSON bytes, `merge` what
sync/merge.py makes.
"""

from server.db.attention_tables import attention_marks
from server.db.audit_tables import audit
from server.db.awaited_tables import awaited_doors
from server.db.columns import metadata
from server.db.coverage_tables import COUNTS, coverage_areas, coverage_cells, coverage_people, coverage_times, coverage_work
from server.db.custody_tables import held, parked, receipts
from server.db.erased_tables import erased, erased_lines
from server.db.feed_tables import feed, follows, items, slices
from server.db.household_tables import field_writes, household_events, households, request_events, requests, undecided, visits, wishes
from server.db.join_tables import joins, pairs
from server.db.move_tables import abilities, assignment_spans, household_needs, move_doors, move_jobs, move_left, moves
from server.db.name_tables import former_names
from server.db.people_tables import calls, invitations, memberships, organization, people, rate_limits, replicas, roles, sessions, teams
from server.db.place_tables import areas, buildings, campaign_areas, campaigns, entering
from server.db.point_tables import building_points
from server.db.roll_tables import imports, roll_files, roll_lines, roll_maps, roll_replicas, roll_uploads, rolls

__all__ = [
    "COUNTS",
    "abilities",
    "areas",
    "assignment_spans",
    "attention_marks",
    "audit",
    "awaited_doors",
    "building_points",
    "buildings",
    "calls",
    "campaign_areas",
    "campaigns",
    "coverage_areas",
    "coverage_cells",
    "coverage_people",
    "coverage_times",
    "coverage_work",
    "entering",
    "erased",
    "erased_lines",
    "feed",
    "field_writes",
    "follows",
    "former_names",
    "held",
    "household_events",
    "household_needs",
    "households",
    "imports",
    "invitations",
    "items",
    "joins",
    "memberships",
    "metadata",
    "move_doors",
    "move_jobs",
    "move_left",
    "moves",
    "organization",
    "pairs",
    "parked",
    "people",
    "rate_limits",
    "receipts",
    "replicas",
    "request_events",
    "requests",
    "roles",
    "roll_files",
    "roll_lines",
    "roll_maps",
    "roll_replicas",
    "roll_uploads",
    "rolls",
    "sessions",
    "slices",
    "teams",
    "undecided",
    "visits",
    "wishes",
]
