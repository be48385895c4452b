"""A secret of the organization's own for the files that phones seal.

Revision ID: 0018
Revises: 0017
"""

import os

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organization", sa.Column("file_secret", sa.LargeBinary(), nullable=True))
    op.execute(
        sa.text("UPDATE organization SET file_secret = :secret").bindparams(sa.bindparam("secret", os.urandom(32), sa.LargeBinary()))
    )


def downgrade() -> None:
    op.drop_column("organization", "file_secret")
