"""Where buildings stand on the map.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "building_points",
        sa.Column("building_id", Id(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("building_id", name=op.f("pk_building_points")),
    )


def downgrade() -> None:
    op.drop_table("building_points")
