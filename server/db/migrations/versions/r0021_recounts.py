"""A campaign whose days or most tries have changed says so until it is counted by them, and how far that is.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id
from sync.card import NOBODY

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEGUN = (
    "UPDATE campaigns SET changed_at = made_at, counted_to = :nobody WHERE EXISTS (SELECT 1 FROM organization WHERE counted_to IS NOT NULL)"
)
GIVEN_BACK = "UPDATE organization SET counted_to = :nobody WHERE counted_to IS NULL AND EXISTS (SELECT 1 FROM campaigns WHERE changed_at IS NOT NULL)"


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("changed_at", sa.BigInteger(), nullable=True))
    op.add_column("campaigns", sa.Column("counted_to", Id(), nullable=True))
    _execute(BEGUN)
    op.execute("UPDATE organization SET counted_to = NULL WHERE counted_zone IS NULL")


def downgrade() -> None:
    _execute(GIVEN_BACK)
    op.drop_column("campaigns", "counted_to")
    op.drop_column("campaigns", "changed_at")


def _execute(sql: str) -> None:
    op.execute(sa.text(sql).bindparams(sa.bindparam("nobody", NOBODY, Id())))
