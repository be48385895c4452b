"""Households whose people were erased.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("new_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_erased")),
    )
    op.create_table(
        "erased_lines",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_erased_lines")),
    )


def downgrade() -> None:
    op.drop_table("erased_lines")
    op.drop_table("erased")
