"""Marks are found by what they are of; nobody looks for them by their time.

Revision ID: 0029
Revises: 0028
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_attention_marks_at"), "attention_marks")


def downgrade() -> None:
    op.create_index(op.f("ix_attention_marks_at"), "attention_marks", ["at"])
