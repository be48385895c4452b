"""How far the journal beside the store has come.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organization", sa.Column("journal_n", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("organization", "journal_n")
