"""The index of joined doors holds only those: nobody looks through all others for the ones that stand by themselves.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NAME = "ix_households_root_id"
JOINED = sa.text("root_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(op.f(NAME), "households")
    op.create_index(op.f(NAME), "households", ["root_id"], sqlite_where=JOINED, postgresql_where=JOINED)


def downgrade() -> None:
    op.drop_index(op.f(NAME), "households")
    op.create_index(op.f(NAME), "households", ["root_id"])
