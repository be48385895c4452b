"""Coverage as rows of a file: both figures beside what they are made of."""

from collections.abc import Iterator

from sqlalchemy import Connection

from server.coverage.schemas import Row
from server.coverage.store import Reach as Counted
from server.coverage.store import by_area, by_building, by_person, by_team, is_counting
from server.errors import Unfit
from server.exports.cells import Cell
from server.exports.reach import Reach
from server.exports.tables import COLUMNS, Layout

ROWS = {"area": by_area, "building": by_building, "team": by_team, "person": by_person}


def coverage_rows(conn: Connection, reach: Reach) -> list[Row]:
    """From the counters alone. Nothing where there is no campaign yet; raises Unfit (still_counting) where they are not whole."""
    asked = reach.asked
    if reach.campaign_id is None:
        return []
    if is_counting(conn, reach.campaign_id):
        raise Unfit("still_counting", "the campaign is still being counted anew")
    teams = None if reach.area_ids is None else reach.team_ids
    counted = Counted(
        campaign_id=reach.campaign_id,
        team_ids=teams,
        area_ids=reach.area_ids or (),
        team_id=asked.doors.team_id,
        building_id=asked.doors.building_id,
    )
    return ROWS[asked.by](conn, counted)


def cells_of(row: Row, layout: Layout) -> Iterator[Cell]:
    for column in COLUMNS["coverage"]:
        if column == "what":
            values = layout.words.values
            yield row.name or (values.whole_team if layout.asked.by == "person" else values.nobody)
        elif column == "strict_rate":
            yield _percent(row.visited, row.known)
        elif column == "adjusted_rate":
            yield _percent(row.base_visited, row.base)
        else:
            yield int(getattr(row, column))


def _percent(part: int, whole: int) -> float | None:
    """Rounded down to a tenth, so that 100 is said only of all."""
    return part * 1000 // whole / 10 if whole else None
