"""Of a campaign that goes on after its end it is kept how many of its teams have heard who is in them.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entering", sa.Column("told_to", Id(), nullable=True))


def downgrade() -> None:
    op.drop_column("entering", "told_to")
