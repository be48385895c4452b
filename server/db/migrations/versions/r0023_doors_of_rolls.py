"""What a roll's job counts is called by what it is: doors, as in a move's job.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE roll_uploads RENAME COLUMN todo TO doors")


def downgrade() -> None:
    op.execute("ALTER TABLE roll_uploads RENAME COLUMN doors TO todo")
