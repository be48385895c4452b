"""A mark says up to when what had come in was shown to whoever made it.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attention_marks", sa.Column("up_to", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("attention_marks", "up_to")
