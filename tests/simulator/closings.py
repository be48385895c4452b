"""A door is closed, or proposed to be, as the last said of it that nobody took back. Shares no code with sync/ or server/."""

from collections.abc import Iterator

from tests.simulator.facts import Row, grouped
from tests.simulator.noops import Past

SAID = ("closed", "close_proposed", "reopened")
TOO_LATE = ("closed_too_late", "reopened_too_late")
REMEMBERED = 8  # words of a door that can be taken back


def check_closings(past: Past) -> Iterator[str]:
    """Of doors that never were joined, and where the order in which all was judged is known. What was so already has a line, and changed nothing."""
    told = [row for row in past.facts.household_events if row.what in (*SAID, *TOO_LATE) and past.outcomes.get(row.id) != "noop"]
    for household, every in sorted(grouped(told, "household_id").items()):
        rows = [row for row in every if row.what in SAID]
        words = [past.saved.get(row.id) for row in rows]
        is_plain = household in past.facts.doors and None not in words and len(rows) <= REMEMBERED
        made = [each for each in words if each is not None]
        if not (is_plain and made and past.is_certain(made[0], made)):
            continue
        yield from check_decisions(past, every)
        stands = [row for row in sorted(rows, key=lambda row: past.came[row.id]) if row.id not in past.undone]
        should = standing(stands)
        shown = past.facts.cards[household]["household"]["closed"]
        if should != (shown and (shown["reason"], shown["by"], shown["confirmed"])):
            yield f"{household} is closed as {shown}; what was said of it and not taken back: {[(row.what, row.reason) for row in stands]}"


def standing(said: list[Row]) -> tuple[str, str, bool] | None:
    """What is so after these words."""
    last = said[-1] if said and said[-1].what != "reopened" else None
    return (last.reason, last.person_id, last.what == "closed") if last else None


def check_decisions(past: Past, rows: list[Row]) -> Iterator[str]:
    """A decision that names what it is of is taken where that stands, and too late elsewhere. Of doors where nothing was taken back."""
    in_order = sorted(rows, key=lambda row: past.came.get(row.id, 0))
    if any(row.id in past.undone or row.id not in past.saved for row in in_order):
        return
    for place, row in enumerate(in_order):
        meant = past.saved[row.id].command.get("closing")
        if meant is None:
            continue
        stood = standing([other for other in in_order[:place] if other.what in SAID])
        is_it = stood is not None and (stood[0], stood[2]) == (meant["reason"], meant["confirmed"])
        if (is_it and (not meant["confirmed"] or stood[1] == meant["by"])) != (row.what in SAID):
            yield f"{row.id} decided of {meant} where {stood} stood, and is told as {row.what}"
