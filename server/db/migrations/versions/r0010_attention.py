"""What is settled at the attention desk, and what parked work needs to be judged again.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PARKED = (
    ("moment", sa.LargeBinary()),
    ("push_offset", sa.BigInteger()),
    ("settled_by", Id()),
    ("settled_reason", sa.Text()),
)
FEW = (
    ("visits", "is_after_wish OR is_doubtful"),
    ("field_writes", "outcome = 'superseded'"),
    ("request_events", "NOT is_taken"),
)


def upgrade() -> None:
    op.create_table(
        "attention_marks",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item_id", Id(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "item_id", "mark", name=op.f("pk_attention_marks")),
    )
    for name, kind in PARKED:
        op.add_column("parked", sa.Column(name, kind, nullable=True))
    op.add_column("organization", sa.Column("read_by", sa.Text(), nullable=True))
    for table, where in FEW:
        op.create_index(op.f(f"ix_{table}_arrived_at"), table, ["arrived_at"], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for table, _ in FEW:
        op.drop_index(op.f(f"ix_{table}_arrived_at"), table_name=table)
    op.drop_column("organization", "read_by")
    for name, _ in PARKED:
        op.drop_column("parked", name)
    op.drop_table("attention_marks")
