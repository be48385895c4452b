"""What buildings were called before.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_names",
        sa.Column("building_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("building_id", "name", name=op.f("pk_former_names")),
    )


def downgrade() -> None:
    op.drop_table("former_names")
