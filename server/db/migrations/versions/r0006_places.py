"""Areas found by any spelling of their names; buildings that were made by mistake.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from server.areas.names import spelling
from server.db.types import Id

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("areas", sa.Column("search", sa.Text(), server_default="", nullable=False))
    op.add_column("buildings", sa.Column("removed_at", sa.BigInteger(), nullable=True))
    areas = sa.table("areas", sa.column("id", Id()), sa.column("name"), sa.column("search"))
    for row in op.get_bind().execute(sa.select(areas.c.id, areas.c.name)).all():
        op.get_bind().execute(sa.update(areas).where(areas.c.id == row.id).values(search=spelling(row.name)))


def downgrade() -> None:
    op.drop_column("buildings", "removed_at")
    op.drop_column("areas", "search")
