"""The first schema.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "areas",
        sa.Column("id", Id(), nullable=False),
        sa.Column("parent_id", Id(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_parent_id"), "areas", ["parent_id"], unique=False)
    op.create_table(
        "assignment_spans",
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("household_id", "campaign_id", "epoch", name=op.f("pk_assignment_spans")),
    )
    op.create_table(
        "buildings",
        sa.Column("id", Id(), nullable=False),
        sa.Column("area_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buildings")),
        sa.UniqueConstraint("area_id", "name", name=op.f("uq_buildings_area_id_name")),
    )
    op.create_table(
        "calls",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_table(
        "campaign_areas",
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("area_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "area_id", name=op.f("pk_campaign_areas")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=True),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "coverage_cells",
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=False),
        sa.Column("building_id", Id(), nullable=False),
        sa.Column("known", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base", sa.Integer(), server_default="0", nullable=False),
        sa.Column("visited", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base_visited", sa.Integer(), server_default="0", nullable=False),
        sa.Column("met", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base_met", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tried", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_home", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("call_back", sa.Integer(), server_default="0", nullable=False),
        sa.Column("inaccessible", sa.Integer(), server_default="0", nullable=False),
        sa.Column("do_not_contact", sa.Integer(), server_default="0", nullable=False),
        sa.Column("vacant", sa.Integer(), server_default="0", nullable=False),
        sa.Column("given_up", sa.Integer(), server_default="0", nullable=False),
        sa.Column("never_tried", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added_on_the_way", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_5", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", "building_id", name=op.f("pk_coverage_cells")),
    )
    op.create_table(
        "coverage_people",
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("known", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base", sa.Integer(), server_default="0", nullable=False),
        sa.Column("visited", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base_visited", sa.Integer(), server_default="0", nullable=False),
        sa.Column("met", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base_met", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tried", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_home", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("call_back", sa.Integer(), server_default="0", nullable=False),
        sa.Column("inaccessible", sa.Integer(), server_default="0", nullable=False),
        sa.Column("do_not_contact", sa.Integer(), server_default="0", nullable=False),
        sa.Column("vacant", sa.Integer(), server_default="0", nullable=False),
        sa.Column("given_up", sa.Integer(), server_default="0", nullable=False),
        sa.Column("never_tried", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added_on_the_way", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries_5", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", "person_id", name=op.f("pk_coverage_people")),
    )
    op.create_table(
        "coverage_work",
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("visits", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doors", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", "person_id", name=op.f("pk_coverage_work")),
    )
    op.create_table(
        "feed",
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("slice_id", Id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.BigInteger(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_visited", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("last_visit_at", sa.BigInteger(), nullable=True),
        sa.Column("gone_reason", sa.Text(), nullable=True),
        sa.Column("gone_to", Id(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("household_id", "slice_id", name=op.f("pk_feed")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_feed_slice_id_seq"), "feed", ["slice_id", "seq"], unique=True)
    op.create_table(
        "field_writes",
        sa.Column("command_id", Id(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("replica_id", Id(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", "subject", name=op.f("pk_field_writes")),
    )
    op.create_index(op.f("ix_field_writes_household_id"), "field_writes", ["household_id"], unique=False)
    op.create_table(
        "follows",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("slice_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "slice_id", name=op.f("pk_follows")),
    )
    op.create_index(op.f("ix_follows_slice_id"), "follows", ["slice_id"], unique=False)
    op.create_table(
        "held",
        sa.Column("command_id", Id(), nullable=False),
        sa.Column("replica_id", Id(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("needs_id", Id(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("moment", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_held")),
    )
    op.create_index(op.f("ix_held_needs_id"), "held", ["needs_id"], unique=False)
    op.create_table(
        "household_events",
        sa.Column("id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_events")),
    )
    op.create_index(op.f("ix_household_events_household_id"), "household_events", ["household_id"], unique=False)
    op.create_table(
        "households",
        sa.Column("id", Id(), nullable=False),
        sa.Column("is_known", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("root_id", Id(), nullable=True),
        sa.Column("building_id", Id(), nullable=True),
        sa.Column("entrance", sa.Text(), nullable=True),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("door", sa.Text(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(), nullable=True),
        sa.Column("merge", sa.LargeBinary(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("added_in", Id(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    op.create_index(op.f("ix_households_building_id"), "households", ["building_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":  # a card of more than 2 kB stays in its row, not compressed anew at each visit
        op.execute("ALTER TABLE households SET (toast_tuple_target = 8160)")
    op.create_table(
        "imports",
        sa.Column("id", Id(), nullable=False),
        sa.Column("roll_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", Id(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("made_by", Id(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("used_by_replica", Id(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
    )
    op.create_index(op.f("ix_invitations_person_id"), "invitations", ["person_id"], unique=False)
    op.create_table(
        "items",
        sa.Column("slice_id", Id(), nullable=False),
        sa.Column("item_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("slice_id", "item_id", name=op.f("pk_items")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_items_slice_id_seq"), "items", ["slice_id", "seq"], unique=True)
    op.create_table(
        "memberships",
        sa.Column("id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_index(op.f("ix_memberships_team_id"), "memberships", ["team_id"], unique=False)
    op.create_table(
        "move_doors",
        sa.Column("move_id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("from_team_id", Id(), nullable=True),
        sa.Column("from_person_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("move_id", "household_id", name=op.f("pk_move_doors")),
    )
    op.create_table(
        "moves",
        sa.Column("id", Id(), nullable=False),
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("by_person_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("only_if", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("undo_id", Id(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    op.create_index(op.f("ix_moves_campaign_id"), "moves", ["campaign_id"], unique=False)
    op.create_table(
        "organization",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("epoch", Id(), nullable=False),
        sa.Column("version_base", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("seal_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "parked",
        sa.Column("command_id", Id(), nullable=False),
        sa.Column("replica_id", Id(), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_parked")),
    )
    op.create_table(
        "people",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("is_system", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limits")),
    )
    op.create_table(
        "receipts",
        sa.Column("command_id", Id(), nullable=False),
        sa.Column("replica_id", Id(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("household_id", Id(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_receipts")),
    )
    op.create_table(
        "replicas",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("forked_from", Id(), nullable=True),
        sa.Column("first_n", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("highest_n", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("missing", sa.LargeBinary(), nullable=False),
        sa.Column("lost", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("unsent", sa.Integer(), nullable=True),
        sa.Column("unsent_at", sa.BigInteger(), nullable=True),
        sa.Column("oldest_at", sa.BigInteger(), nullable=True),
        sa.Column("attention", sa.Integer(), nullable=True),
        sa.Column("persisted", sa.Boolean(), nullable=True),
        sa.Column("app", sa.Text(), nullable=True),
        sa.Column("lost_at", sa.BigInteger(), nullable=True),
        sa.Column("wiped_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replicas")),
    )
    op.create_index(op.f("ix_replicas_person_id"), "replicas", ["person_id"], unique=False)
    op.create_table(
        "request_events",
        sa.Column("id", Id(), nullable=False),
        sa.Column("request_id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("doc", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("replica_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_events")),
    )
    op.create_index(op.f("ix_request_events_request_id"), "request_events", ["request_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_household_id"), "requests", ["household_id"], unique=False)
    op.create_table(
        "roles",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("area_id", Id(), nullable=True),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
    )
    op.create_index(op.f("ix_roles_person_id"), "roles", ["person_id"], unique=False)
    op.create_table(
        "roll_lines",
        sa.Column("roll_id", Id(), nullable=False),
        sa.Column("line_key", sa.Text(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("roll_id", "line_key", name=op.f("pk_roll_lines")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rolls",
        sa.Column("id", Id(), nullable=False),
        sa.Column("area_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("replica_id", Id(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolls")),
        sa.UniqueConstraint("area_id", "name", name=op.f("uq_rolls_area_id_name")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("replica_id", Id(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)
    op.create_table(
        "slices",
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("campaign_id", Id(), nullable=True),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("epoch", Id(), nullable=False),
        sa.Column("head", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("floor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slices")),
    )
    op.create_index(op.f("ix_slices_campaign_id_team_id"), "slices", ["campaign_id", "team_id"], unique=False)
    op.create_index(op.f("ix_slices_person_id"), "slices", ["person_id"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area_id", Id(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_table(
        "undecided", sa.Column("household_id", Id(), nullable=False), sa.PrimaryKeyConstraint("household_id", name=op.f("pk_undecided"))
    )
    op.create_table(
        "visits",
        sa.Column("id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("replica_id", Id(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("doc", sa.LargeBinary(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("is_late", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("is_doubtful", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("is_after_wish", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.Column("voided_by", Id(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_household_id"), "visits", ["household_id"], unique=False)
    op.create_table(
        "wishes",
        sa.Column("id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("resident_id", Id(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Text(), nullable=True),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", Id(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
    )
    op.create_index(op.f("ix_wishes_household_id"), "wishes", ["household_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_wishes_household_id"), table_name="wishes")
    op.drop_table("wishes")
    op.drop_index(op.f("ix_visits_household_id"), table_name="visits")
    op.drop_table("visits")
    op.drop_table("undecided")
    op.drop_table("teams")
    op.drop_index(op.f("ix_slices_person_id"), table_name="slices")
    op.drop_index(op.f("ix_slices_campaign_id_team_id"), table_name="slices")
    op.drop_table("slices")
    op.drop_index(op.f("ix_sessions_person_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("rolls")
    op.drop_table("roll_lines")
    op.drop_index(op.f("ix_roles_person_id"), table_name="roles")
    op.drop_table("roles")
    op.drop_index(op.f("ix_requests_household_id"), table_name="requests")
    op.drop_table("requests")
    op.drop_index(op.f("ix_request_events_request_id"), table_name="request_events")
    op.drop_table("request_events")
    op.drop_index(op.f("ix_replicas_person_id"), table_name="replicas")
    op.drop_table("replicas")
    op.drop_table("receipts")
    op.drop_table("rate_limits")
    op.drop_table("people")
    op.drop_table("parked")
    op.drop_table("organization")
    op.drop_index(op.f("ix_moves_campaign_id"), table_name="moves")
    op.drop_table("moves")
    op.drop_table("move_doors")
    op.drop_index(op.f("ix_memberships_team_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_items_slice_id_seq"), table_name="items")
    op.drop_table("items")
    op.drop_index(op.f("ix_invitations_person_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("imports")
    op.drop_index(op.f("ix_households_building_id"), table_name="households")
    op.drop_table("households")
    op.drop_index(op.f("ix_household_events_household_id"), table_name="household_events")
    op.drop_table("household_events")
    op.drop_index(op.f("ix_held_needs_id"), table_name="held")
    op.drop_table("held")
    op.drop_index(op.f("ix_follows_slice_id"), table_name="follows")
    op.drop_table("follows")
    op.drop_index(op.f("ix_field_writes_household_id"), table_name="field_writes")
    op.drop_table("field_writes")
    op.drop_index(op.f("ix_feed_slice_id_seq"), table_name="feed")
    op.drop_table("feed")
    op.drop_table("coverage_work")
    op.drop_table("coverage_people")
    op.drop_table("coverage_cells")
    op.drop_table("campaigns")
    op.drop_table("campaign_areas")
    op.drop_table("calls")
    op.drop_table("buildings")
    op.drop_table("assignment_spans")
    op.drop_index(op.f("ix_areas_parent_id"), table_name="areas")
    op.drop_table("areas")
