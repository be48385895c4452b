"""Households that are one door, under which id their work was sent, and addresses in one spelling.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id
from sync.addresses import address_key

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NAMED = ("visits", "requests", "request_events", "wishes", "household_events", "field_writes")
SOME = 500


def upgrade() -> None:
    op.create_table(
        "joins",
        sa.Column("id", Id(), nullable=False),
        sa.Column("survivor_id", Id(), nullable=False),
        sa.Column("absorbed_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joins")),
    )
    op.create_index(op.f("ix_joins_absorbed_id"), "joins", ["absorbed_id"])
    op.create_index(op.f("ix_joins_at"), "joins", ["at"])
    op.create_table(
        "pairs",
        sa.Column("one_id", Id(), nullable=False),
        sa.Column("other_id", Id(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("building_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.Column("settled_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_pairs")),
    )
    op.create_index(op.f("ix_pairs_building_id"), "pairs", ["building_id"])
    for table in NAMED:
        op.add_column(table, sa.Column("named_id", Id(), nullable=True))
    op.drop_index(op.f("ix_households_building_id"), "households")
    op.create_index(op.f("ix_households_building_id_address_key"), "households", ["building_id", "address_key"])
    op.create_index(op.f("ix_households_root_id"), "households", ["root_id"])
    _fill_keys()


def _fill_keys() -> None:
    conn = op.get_bind()
    households = sa.table(
        "households",
        sa.column("id", Id()),
        sa.column("entrance", sa.Text()),
        sa.column("floor", sa.Integer()),
        sa.column("door", sa.Text()),
        sa.column("address_key", sa.Text()),
    )
    stmt = sa.select(households.c.id, households.c.entrance, households.c.floor, households.c.door).where(households.c.door.is_not(None))
    put = households.update().where(households.c.id == sa.bindparam("of", type_=Id())).values(address_key=sa.bindparam("key"))
    rows = conn.execute(stmt).all()
    for start in range(0, len(rows), SOME):
        some = rows[start : start + SOME]
        conn.execute(put, [{"of": row.id, "key": address_key(row.entrance, row.floor, row.door)} for row in some])


def downgrade() -> None:
    op.drop_index(op.f("ix_households_root_id"), "households")
    op.drop_index(op.f("ix_households_building_id_address_key"), "households")
    op.create_index(op.f("ix_households_building_id"), "households", ["building_id"])
    for table in NAMED:
        op.drop_column(table, "named_id")
    op.drop_table("pairs")
    op.drop_table("joins")
