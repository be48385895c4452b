"""What somebody at a desk has already done about something that waits. Rows are small and hold no words."""

from sqlalchemy import BigInteger, Column, Table, Text

from server.db.columns import metadata
from server.db.types import Id

attention_marks = Table(
    "attention_marks",
    metadata,
    Column("kind", Text, primary_key=True),  # after_wish | superseded | doubtful | missing | silent, or what was asked back about
    Column("item_id", Id, primary_key=True),  # the visit, event, command or replica it is about
    Column("mark", Text, primary_key=True),  # settled | settled <which value of the command> | asked <the question's id>
    Column("person_id", Id, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("up_to", BigInteger),  # what came in later is shown again; null: later than `at`
)
