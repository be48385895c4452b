"""Of a campaign that many doors are still to enter it is kept that they are, and how far that is.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entering",
        sa.Column("campaign_id", Id(), primary_key=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("like_id", Id(), nullable=True),
        sa.Column("by_person_id", Id(), nullable=True),
        sa.Column("doors", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    op.drop_table("entering")
