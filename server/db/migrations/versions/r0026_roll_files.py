"""The file of a roll lies apart from its job's row, which is written again with every piece.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

from server.db.types import Id

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_files",
        sa.Column("upload_id", Id(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_roll_files")),
    )
    op.execute("INSERT INTO roll_files (upload_id, data) SELECT id, data FROM roll_uploads WHERE data IS NOT NULL")
    op.drop_column("roll_uploads", "data")


def downgrade() -> None:
    op.add_column("roll_uploads", sa.Column("data", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE roll_uploads SET data = (SELECT data FROM roll_files WHERE upload_id = roll_uploads.id)")
    op.drop_table("roll_files")
