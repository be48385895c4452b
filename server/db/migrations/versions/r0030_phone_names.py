"""A replica says of which phone it is a further name: of those that forked it is known.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

FORKED = """
UPDATE replicas SET phone_id = forked_from WHERE forked_from <> id
    AND EXISTS (SELECT 1 FROM replicas f WHERE f.id = replicas.forked_from AND f.person_id = replicas.person_id)
"""
FIRST = """
UPDATE replicas SET phone_id = (SELECT f.phone_id FROM replicas f WHERE f.id = replicas.phone_id)
WHERE phone_id IN (SELECT f.id FROM replicas f WHERE f.phone_id IS NOT NULL AND f.phone_id <> replicas.id)
"""
FORKS = 20  # a phone forks seldom; and what says that it forked in a circle is no phone


def upgrade() -> None:
    op.add_column("replicas", sa.Column("phone_id", Id(), nullable=True))
    op.execute(FORKED)
    for _ in range(FORKS):
        op.execute(FIRST)


def downgrade() -> None:
    op.drop_column("replicas", "phone_id")
