"""Who gave a door to whom, found by the door; what somebody did, found by the person.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_move_doors_household_id"), "move_doors", ["household_id"], unique=False)
    op.create_index(op.f("ix_coverage_work_person_id"), "coverage_work", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_coverage_work_person_id"), table_name="coverage_work")
    op.drop_index(op.f("ix_move_doors_household_id"), table_name="move_doors")
