"""Doors that a desk gave to somebody and that a restored store does not know yet.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited_doors",
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("campaign_id", Id(), nullable=False),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("move_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("household_id", "campaign_id", name=op.f("pk_awaited_doors")),
    )


def downgrade() -> None:
    op.drop_table("awaited_doors")
