"""Moves as stored jobs; doors by what they need and people by what they can.

Revision ID: 0002
Revises: 0001
"""

from collections.abc import Iterator
from uuid import UUID

import msgspec
import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHUNK = 500


class _Needy(msgspec.Struct):
    needs: list[str] = []


class _Body(msgspec.Struct):
    household: _Needy
    residents: list[_Needy] = []


def upgrade() -> None:
    op.create_table(
        "move_jobs",
        sa.Column("id", Id(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("doors", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_jobs")),
    )
    op.create_table(
        "move_left",
        sa.Column("move_id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("move_id", "household_id", name=op.f("pk_move_left")),
    )
    needs = op.create_table(
        "household_needs",
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("need", "household_id", name=op.f("pk_household_needs")),
    )
    op.create_index(op.f("ix_household_needs_household_id"), "household_needs", ["household_id"], unique=False)
    op.create_table(
        "abilities",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "word", name=op.f("pk_abilities")),
    )
    for rows in _needs(op.get_bind()):
        op.bulk_insert(needs, rows)


def _needs(conn: sa.Connection) -> Iterator[list[dict[str, object]]]:
    """What the cards of known households say already, some hundred cards at a time."""
    doors = sa.table("households", sa.column("id", Id()), sa.column("body", sa.LargeBinary()))
    after: UUID | None = None
    while True:
        stmt = sa.select(doors.c.id, doors.c.body).where(doors.c.body.is_not(None)).order_by(doors.c.id).limit(CHUNK)
        page = conn.execute(stmt if after is None else stmt.where(doors.c.id > sa.literal(after, Id()))).all()
        if not page:
            return
        after = page[-1].id
        found = [(row.id, need) for row in page for need in _words(row.body)]
        if found:
            yield [{"household_id": door_id, "need": need} for door_id, need in found]


def _words(body: bytes) -> list[str]:
    told = msgspec.json.decode(body, type=_Body)
    return sorted({need for each in (told.household, *told.residents) for need in each.needs})


def downgrade() -> None:
    op.drop_table("abilities")
    op.drop_index(op.f("ix_household_needs_household_id"), table_name="household_needs")
    op.drop_table("household_needs")
    op.drop_table("move_left")
    op.drop_table("move_jobs")
