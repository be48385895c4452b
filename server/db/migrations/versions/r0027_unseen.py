"""When a visit was found to be after a wish, and indexes by which a desk finds whatever nobody has looked at, however old.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OLD = (("visits", "is_after_wish OR is_doubtful", ["arrived_at"]), ("field_writes", "outcome = 'superseded'", ["arrived_at"]))
NEW = (
    ("visits", "is_after_wish", ["after_wish_at"]),
    ("visits", "is_doubtful", ["replica_id", "arrived_at"]),
    ("field_writes", "outcome = 'superseded'", ["arrived_at", "person_id"]),
)
Few = tuple[tuple[str, str, list[str]], ...]


def upgrade() -> None:
    op.add_column("visits", sa.Column("after_wish_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE visits SET after_wish_at = arrived_at WHERE is_after_wish")
    _drop(OLD)
    _create(NEW)
    op.create_index(op.f("ix_attention_marks_at"), "attention_marks", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_attention_marks_at"), "attention_marks")
    _drop(NEW)
    _create(OLD)
    op.drop_column("visits", "after_wish_at")


def _name(table: str, columns: list[str]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")


def _create(indexes: Few) -> None:
    for table, where, columns in indexes:
        op.create_index(_name(table, columns), table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _drop(indexes: Few) -> None:
    for table, _, columns in indexes:
        op.drop_index(_name(table, columns), table)
