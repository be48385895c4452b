"""Phones whose browser threw their store away.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replicas", sa.Column("evicted_at", sa.BigInteger(), nullable=True))
    op.add_column("replicas", sa.Column("evicted_unsent", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("replicas", "evicted_unsent")
    op.drop_column("replicas", "evicted_at")
