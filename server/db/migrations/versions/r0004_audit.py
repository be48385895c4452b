"""The audit of what was done at the desks.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", Id(), nullable=True),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("area_id", Id(), nullable=True),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at_id"), "audit", ["at", "id"], unique=False)
    op.create_index(op.f("ix_audit_person_id_at"), "audit", ["person_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_subject_id_at"), "audit", ["subject_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_subject_id_at"), table_name="audit")
    op.drop_index(op.f("ix_audit_person_id_at"), table_name="audit")
    op.drop_index(op.f("ix_audit_at_id"), table_name="audit")
    op.drop_table("audit")
