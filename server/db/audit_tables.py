"""What was done at the desks. Rows are only added; none holds a name, an address, a number to call or anybody's words."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text

from server.db.columns import metadata
from server.db.types import Id

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),  # the call's: a call that comes twice is recorded once
    Column("at", BigInteger, nullable=False),
    Column("person_id", Id, nullable=True),  # null: the command line or a job of nobody's
    Column("action", Text, nullable=False),  # one of server/audit/actions.py
    Column("subject", Text, nullable=False),  # the kind of thing it was done to
    Column("subject_id", Id, nullable=True),
    Column("team_id", Id, nullable=True),  # where it reached, so that whoever answers for that place sees it
    Column("area_id", Id, nullable=True),
    Column("counts", LargeBinary, nullable=False),  # JSON {"doors": 12, …}
    Index(None, "at", "id"),
    Index(None, "person_id", "at"),
    Index(None, "subject_id", "at"),
)
