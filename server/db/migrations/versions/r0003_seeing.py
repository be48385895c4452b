"""Counters by area, by local day and by hour of the week; buildings in their natural order.

Revision ID: 0003
Revises: 0002
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from server.db.natural import natural_key
from server.db.types import Id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTS = (
    *("known", "base", "visited", "base_visited", "met", "base_met", "tried"),
    *("not_home", "refused", "call_back", "inaccessible", "do_not_contact", "vacant", "given_up", "never_tried", "added_on_the_way"),
    *("tries_0", "tries_1", "tries_2", "tries_3", "tries_4", "tries_5"),
)
NOBODY = UUID(int=0)
EPOCH_DAY, HOURS = datetime(1970, 1, 1).toordinal(), 168


def _count(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def upgrade() -> None:
    op.create_table(
        "coverage_areas",
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=False),
        sa.Column("area_id", Id(), nullable=False),
        *(_count(name) for name in COUNTS),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", "area_id", name=op.f("pk_coverage_areas")),
    )
    times = op.create_table(
        "coverage_times",
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False, autoincrement=False),
        *(_count(name) for name in ("visits", "met", "reached")),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", "slot", name=op.f("pk_coverage_times")),
    )
    op.add_column("buildings", sa.Column("sort_key", sa.Text(), server_default="", nullable=False))
    op.create_index(op.f("ix_buildings_area_id_sort_key_id"), "buildings", ["area_id", "sort_key", "id"], unique=False)
    op.create_index(op.f("ix_visits_campaign_id_team_id_at"), "visits", ["campaign_id", "team_id", "at"], unique=False)
    op.create_index(op.f("ix_coverage_cells_campaign_id_building_id"), "coverage_cells", ["campaign_id", "building_id"], unique=False)
    conn = op.get_bind()
    _sort(conn)
    names, sums = ", ".join(COUNTS), ", ".join(f"SUM(c.{name})" for name in COUNTS)
    conn.execute(
        sa.text(
            f"INSERT INTO coverage_areas (campaign_id, team_id, area_id, {names}) SELECT c.campaign_id, c.team_id, b.area_id, {sums} "
            "FROM coverage_cells c JOIN buildings b ON b.id = c.building_id GROUP BY c.campaign_id, c.team_id, b.area_id"
        )
    )
    rows = list(_times(conn))
    if rows:
        op.bulk_insert(times, rows)


def _sort(conn: sa.Connection) -> None:
    table = sa.table("buildings", sa.column("id", Id()), sa.column("name", sa.Text()), sa.column("sort_key", sa.Text()))
    for row in conn.execute(sa.select(table.c.id, table.c.name)).all():
        conn.execute(sa.update(table).where(table.c.id == row.id).values(sort_key=natural_key(row.name)))


def _times(conn: sa.Connection) -> Iterator[dict[str, object]]:
    """What the visits that are in the store add up to."""
    zone = conn.execute(sa.text("SELECT time_zone FROM organization")).scalar()
    if zone is None:
        return
    place = ZoneInfo(zone)
    sums: dict[tuple[UUID, UUID, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    reached: set[tuple[UUID, UUID]] = set()
    for door, campaign, team, outcome, at in _visits(conn):
        local = datetime.fromtimestamp(at / 1000, place)
        is_first = outcome != "inaccessible" and (door, campaign) not in reached
        if is_first:
            reached.add((door, campaign))
        for slot in (max(local.toordinal() - EPOCH_DAY, HOURS), local.weekday() * 24 + local.hour):
            kept = sums[campaign, team or NOBODY, slot]
            kept[0] += 1
            kept[1] += outcome == "met"
            kept[2] += is_first
    for (campaign, team, slot), (visits, met, first) in sums.items():
        yield {"campaign_id": campaign, "team_id": team, "slot": slot, "visits": visits, "met": met, "reached": first}


def _visits(conn: sa.Connection) -> Iterator[tuple[UUID, UUID, UUID | None, str, int]]:
    """Those that count, oldest first; of an alias under the household it stands for."""
    ids = (sa.column(name, Id()) for name in ("id", "household_id", "campaign_id", "team_id"))
    plain = (sa.column("outcome", sa.Text()), sa.column("at", sa.BigInteger()), sa.column("is_counted", sa.Boolean()))
    visits = sa.table("visits", *ids, *plain, sa.column("voided_at", sa.BigInteger()))
    doors = sa.table("households", sa.column("id", Id()), sa.column("root_id", Id()))
    stmt = (
        sa.select(visits.c.household_id, doors.c.root_id, visits.c.campaign_id, visits.c.team_id, visits.c.outcome, visits.c.at)
        .select_from(visits.join(doors, doors.c.id == visits.c.household_id))
        .where(visits.c.is_counted, visits.c.voided_at.is_(None))
        .order_by(visits.c.at, visits.c.id)
    )
    for row in conn.execute(stmt):
        yield row.root_id or row.household_id, row.campaign_id, row.team_id, row.outcome, row.at


def downgrade() -> None:
    op.drop_index(op.f("ix_coverage_cells_campaign_id_building_id"), table_name="coverage_cells")
    op.drop_index(op.f("ix_visits_campaign_id_team_id_at"), table_name="visits")
    op.drop_index(op.f("ix_buildings_area_id_sort_key_id"), table_name="buildings")
    op.drop_column("buildings", "sort_key")
    op.drop_table("coverage_times")
    op.drop_table("coverage_areas")
