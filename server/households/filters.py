"""Which doors of a campaign somebody asks for: as SQL over (households h, feed f, slices s), and as a column of the counters."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from server.db.tables import COUNTS

NOT_IN_BASE = ("do_not_contact", "vacant")
HISTOGRAM = 5  # the last step of the counters: so many tries and more
DAY_MS = 86_400_000


class Knocks(msgspec.Struct, frozen=True, kw_only=True):
    """Doors by who was there and when: [from, to) in ms UTC, any of them; none: whenever. `team_ids` None: whoever.

    `is_counted`: in the campaign's days; a day that is asked for tells all that was done in it. `is_first`: nobody had stood there before.
    `area_ids`: where the visits count that were made with no team (None: everywhere).
    """

    spans: tuple[tuple[int, int], ...] = ()
    is_counted: bool = True
    team_ids: Collection[UUID] | None = None
    area_ids: Collection[UUID] | None = None
    person_id: UUID | None = None
    outcome: str | None = None
    is_first: bool = False


class Agreed(msgspec.Struct, frozen=True):
    """Doors where one of these teams agreed to come on a day and is still to; with somebody, if that is said."""

    on: date
    team_ids: Collection[UUID]
    person_id: UUID | None


class DoorFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever asks sees the doors of `seen_team_ids` and of the areas (None: all). What is said beside that must all hold."""

    campaign_id: UUID
    seen_team_ids: Collection[UUID]
    seen_area_ids: Collection[UUID] | None
    team_id: UUID | None = None
    among_team_ids: Collection[UUID] | None = None
    is_unassigned: bool = False
    building_id: UUID | None = None
    area_ids: Collection[UUID] | None = None
    person_id: UUID | None = None
    states: tuple[str, ...] = ()
    tries: int | None = None
    least_tries: int | None = None
    is_unvisited: bool = False
    is_visited: bool = False
    in_base: bool = False
    is_added: bool = False
    is_unheld: bool = False
    is_waiting: bool = False
    quiet_since: int | None = None  # ms UTC: nobody has been there since
    need: str | None = None
    knocks: Knocks | None = None
    agreed: Agreed | None = None
    query: str = ""


class Where(msgspec.Struct):
    """Conditions in SQL with `?` and `(??)`, and what stands for them, in order."""

    parts: list[str] = []
    params: list[Any] = []

    def add(self, part: str, *params: Any) -> None:
        self.parts.append(part)
        self.params.extend(params)

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts)


def doors_where(wanted: DoorFilter, *, with_closed: bool = False) -> Where:
    """What must hold of a door and its place in the campaign; who may see it is left to the caller."""
    where = Where()
    here = "(f.gone_reason IS NULL OR f.gone_reason = 'closed')" if with_closed else "f.gone_reason IS NULL"
    where.add(f"{here} AND s.kind IN ('team', 'unassigned') AND s.campaign_id = ?", wanted.campaign_id)
    if wanted.team_id is not None:
        where.add("s.team_id = ?", wanted.team_id)
    if wanted.among_team_ids is not None:
        where.add("s.team_id IN (??)", sorted(wanted.among_team_ids))
    if wanted.is_unassigned:
        where.add("s.kind = 'unassigned'")
    if wanted.person_id is not None:
        where.add("f.person_id = ?", wanted.person_id)
    if wanted.states:
        where.add("f.state IN (??)", list(wanted.states))
    if wanted.tries is not None:
        where.add("f.tries = ?", wanted.tries)
    if wanted.least_tries is not None:
        where.add("f.tries >= ?", wanted.least_tries)
    if wanted.is_unvisited:
        where.add("NOT f.is_visited")
    if wanted.is_visited:
        where.add("f.is_visited")
    if wanted.in_base:
        where.add("f.state NOT IN ('do_not_contact', 'vacant')")
    if wanted.is_added:
        where.add("h.added_in = ?", wanted.campaign_id)
    if wanted.is_unheld:
        where.add("f.person_id IS NULL AND s.kind = 'team'")
    if wanted.is_waiting:
        where.add("f.state IN ('never_tried', 'not_home', 'call_back', 'inaccessible')")
    if wanted.quiet_since is not None:
        where.add("(f.last_visit_at IS NULL OR f.last_visit_at < ?)", wanted.quiet_since)
    if wanted.query:
        like = "%" + "".join(f"/{char}" if char in "/%_" else char for char in wanted.query) + "%"
        where.add("(LOWER(h.name) LIKE LOWER(?) ESCAPE '/' OR LOWER(h.door) LIKE LOWER(?) ESCAPE '/')", like, like)
    return where


def hints(wanted: DoorFilter) -> list[str]:
    """Columns of a row `c` of counters, none of which may be 0 where there is such a door."""
    told = [f"c.{wanted.states[0]}"] if len(wanted.states) == 1 else []
    if wanted.tries is not None:
        told.append(f"c.tries_{min(wanted.tries, HISTOGRAM)}")
    if wanted.least_tries:
        told.append("c.tried" if wanted.least_tries < HISTOGRAM else f"c.tries_{HISTOGRAM}")
    flags = {"c.visited": wanted.is_visited, "c.known - c.visited": wanted.is_unvisited, "c.base": wanted.in_base}
    flags["c.added_on_the_way"] = wanted.is_added
    return [*told, *(column for column, is_asked in flags.items() if is_asked), "c.known"]


def counted_as(wanted: DoorFilter) -> str | None:
    """How many doors that is, as SQL over a row `c` of counters; None where counters do not tell."""
    if wanted.query or wanted.need or wanted.knocks or wanted.agreed or wanted.quiet_since is not None or len(wanted.states) > 1:
        return None
    if wanted.is_unheld or wanted.is_waiting or wanted.among_team_ids is not None:
        return None
    told = {
        "state": wanted.states[0] if wanted.states else None,
        "tries": wanted.tries,
        "least_tries": wanted.least_tries,
        "unvisited": wanted.is_unvisited,
        "visited": wanted.is_visited,
        "added": wanted.is_added,
        "base": wanted.in_base,
    }
    return _column({name: value for name, value in told.items() if value is not None and value is not False})


def _column(told: dict[str, Any]) -> str | None:
    base = "base_" if told.pop("base", False) else ""
    if not told:
        return "c.base" if base else "c.known"
    if len(told) > 1:
        return None
    [(name, value)] = told.items()
    if name == "visited":
        return f"c.{base}visited"
    if name == "unvisited":
        return "c.base - c.base_visited" if base else "c.known - c.visited"
    if name == "state" and value in COUNTS:
        return "0" if base and value in NOT_IN_BASE else f"c.{value}"
    if base:
        return None
    if name == "tries" and value < HISTOGRAM:
        return f"c.tries_{value}"
    if name == "least_tries" and value in (0, 1, HISTOGRAM):
        return {0: "c.known", 1: "c.tried", HISTOGRAM: f"c.tries_{HISTOGRAM}"}[value]
    return "c.added_on_the_way" if name == "added" else None
