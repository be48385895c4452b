"""Who typed in a visit that another person made.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("typed_by", Id(), nullable=True))


def downgrade() -> None:
    op.drop_column("visits", "typed_by")
