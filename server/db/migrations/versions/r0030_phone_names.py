"""A replica says of which phone it is a further name: of those that forked it is known.

What was reported lost under an old name stays so under that one alone: beside a name that is live it may be a phone that was found.

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
WHERE phone_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM replicas f WHERE f.id = replicas.phone_id AND f.phone_id IS NOT NULL AND f.phone_id <> replicas.id
)
"""
TIMES = 20  # each halves the way to the first, at least; what says that it forked in a circle is no phone, and never ends


def upgrade() -> None:
    op.add_column("replicas", sa.Column("phone_id", Id(), nullable=True))
    op.execute(FORKED)
    for _ in range(TIMES):
        if op.get_bind().execute(sa.text(FIRST)).rowcount == 0:
            break


def downgrade() -> None:
    op.drop_column("replicas", "phone_id")
