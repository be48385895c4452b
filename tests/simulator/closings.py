"""A door is closed, or proposed to be, as the last said of it that nobody took back. Shares no code with sync/ or server/."""

from collections.abc import Iterator

from tests.simulator.facts import grouped
from tests.simulator.noops import Past

SAID = ("closed", "close_proposed", "reopened")
REMEMBERED = 8  # words of a door that can be taken back


def check_closings(past: Past) -> Iterator[str]:
    """Of doors that never were joined, and where the order in which all was judged is known. What was so already has a line, and changed nothing."""
    told = [row for row in past.facts.household_events if row.what in SAID and past.outcomes.get(row.id) != "noop"]
    said = grouped(told, "household_id")
    for household, rows in sorted(said.items()):
        words = [past.saved.get(row.id) for row in rows]
        is_plain = household in past.facts.doors and None not in words and len(rows) <= REMEMBERED
        made = [each for each in words if each is not None]
        if not (is_plain and made and past.is_certain(made[0], made)):
            continue
        stands = [row for row in sorted(rows, key=lambda row: past.came[row.id]) if row.id not in past.undone]
        last = stands[-1] if stands and stands[-1].what != "reopened" else None
        should = (last.reason, last.person_id, last.what == "closed") if last else None
        shown = past.facts.cards[household]["household"]["closed"]
        if should != (shown and (shown["reason"], shown["by"], shown["confirmed"])):
            yield f"{household} is closed as {shown}; what was said of it and not taken back: {[(row.what, row.reason) for row in stands]}"
