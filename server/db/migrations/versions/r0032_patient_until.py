"""The store remembers until when held work waits for phones that could not come while the server was off.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organization", sa.Column("patient_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("organization", "patient_until")
