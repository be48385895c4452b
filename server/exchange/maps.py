"""What columns were said to hold, remembered for an organization's next roll: the same title means the same field."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from server.db.driver import execute_many
from server.db.roll_tables import roll_maps
from server.exchange.columns import heading_of

REMEMBER = """
INSERT INTO roll_maps (heading, field, at) VALUES (?, ?, ?) ON CONFLICT (heading) DO UPDATE SET field = excluded.field, at = excluded.at
"""


def remembered_maps(conn: Connection) -> dict[str, str]:
    """{heading as `heading_of` gives it: field}."""
    return {row.heading: row.field for row in conn.execute(select(roll_maps.c.heading, roll_maps.c.field))}


def remember_maps(conn: Connection, headings: Iterable[tuple[str, str]], now: int) -> None:
    told = {heading_of(title): field for title, field in headings if heading_of(title)}
    execute_many(conn, REMEMBER, [(heading, field, now) for heading, field in sorted(told.items())])
