"""Rolls sent over the network as stored jobs, and what their columns were said to hold.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_uploads",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("look", sa.LargeBinary(), nullable=False),
        sa.Column("area_id", Id(), nullable=True),
        sa.Column("choice", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("todo", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tally", sa.LargeBinary(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("undone", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_uploads")),
    )
    op.create_index(op.f("ix_roll_uploads_made_at"), "roll_uploads", ["made_at"])
    op.create_index(op.f("ix_roll_uploads_state"), "roll_uploads", ["state"])
    op.create_table(
        "roll_maps",
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("heading", name=op.f("pk_roll_maps")),
    )
    op.create_table(
        "roll_replicas",
        sa.Column("roll_id", Id(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("replica_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("roll_id", "place", name=op.f("pk_roll_replicas")),
    )


def downgrade() -> None:
    op.drop_table("roll_replicas")
    op.drop_table("roll_maps")
    op.drop_table("roll_uploads")
