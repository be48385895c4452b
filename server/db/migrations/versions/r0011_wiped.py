"""When a phone was told to wipe itself.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replicas", sa.Column("wipe_asked_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("replicas", "wipe_asked_at")
