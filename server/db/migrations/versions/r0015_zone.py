"""How far another zone of the organization has been counted.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organization", sa.Column("counted_zone", sa.Text(), nullable=True))
    op.add_column("organization", sa.Column("counted_to", Id(), nullable=True))


def downgrade() -> None:
    op.drop_column("organization", "counted_to")
    op.drop_column("organization", "counted_zone")
