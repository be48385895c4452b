"""What rolls said of a household, and what came of its requests, is found by the household.

Revision ID: 0031
Revises: 0030
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


TABLES = ("request_events", "roll_lines")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(op.f(f"ix_{table}_household_id"), table, ["household_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(op.f(f"ix_{table}_household_id"), table)
