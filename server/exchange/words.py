"""What the command line says of an import, in words."""

from collections.abc import Iterator

from server.exchange.lines import Problem
from server.exchange.report import Report
from server.exchange.schemas import UndoneBody

REASONS = {
    "unreadable_address": "no building or no door number could be read",
    "other_area": "the line names another community",
    "same_door": "the door stands in line {first_line} already; the lines say the same",
    "same_door_differs": "the door stands in line {first_line} already and the lines differ in {fields}; the first one stands, the other is shown beside it",
    "unreadable_phone": "the phone number could not be read; it is kept as it is written",
    "unreadable_head_count": "the number of people could not be read; it is left out",
    "erased": "the people on this line were erased on their wish; nothing was written about them",
    "total_differs": "the total on this line is not what the roll adds up to",
    "other_sheet": "this sheet lists doors, too, and was not read: import it by itself",
    "list_of_people": (
        "this looks like a list of persons, several lines a door, so that their names differ;"
        " name the column that says who is the householder with --map HEADING=relation"
    ),
    "too_many_people": "more people than a door can have; this line was left out",
    "elsewhere": "the door lies in another area now",
    "closed": "somebody closed the door; nothing was written there",
    "not_taken": "the store did not take this door; it may have been erased",
}
LEFT = {
    "touched_since": "somebody has written there since",
    "imported_since": "a later import has said something of it",
    "elsewhere": "the door lies in another area now",
    "gone": "the door was joined to another or erased",
}
SHOWN = 20  # problems listed in words; --json has all


def say_report(report: Report, area: str, *, done: bool) -> Iterator[str]:
    """Lines of text: what was written, or would be."""
    lines = report.lines
    yield f"{area}: {report.doors} doors in the file."
    yield f"  {lines.read} lines read: {lines.doors} doors, {lines.joined} joined, {lines.skipped} skipped, {lines.refused} refused."
    if lines.people:
        yield f"  {lines.people} lines are further people of {lines.homes} doors."
    would = "" if done else " would be"
    yield f"  Doors{would}: {report.new} new, {report.changed} changed, {report.unchanged} unchanged, {report.flagged} flagged."
    if report.flagged:
        yield "  Flagged: two values of one thing; the one a person wrote or the first line's stays, and the other is shown beside it."
    for each in report.sample.known_as if report.sample else ():
        yield f"  {each.said} is known here as {each.name}."
    for problem in report.problems[:SHOWN]:
        yield f"  Line {problem.line}: {_reason(problem)}."
    if len(report.problems) > SHOWN:
        yield f"  … and {len(report.problems) - SHOWN} more problems; --json lists them all."
    if done and report.undo_id is not None:
        yield f"  To take it back: doorstep import --undo {report.undo_id}"


def _reason(problem: Problem) -> str:
    words = REASONS.get(problem.reason, problem.reason).format(first_line=problem.first_line, fields=", ".join(problem.fields))
    return f"{words}: {problem.text}" if problem.text else words


def say_undone(undone: UndoneBody) -> Iterator[str]:
    yield f"{undone.taken_back} doors taken back, {len(undone.left)} left as they are."
    if undone.buildings or undone.area or undone.left_places:
        names = ", ".join(place.name for place in undone.left_places)
        stay = f" Still in use, so they stay: {names}." if names else ""
        yield f"{undone.buildings} empty buildings taken away{' and the area' if undone.area else ''}.{stay}"
    for left in undone.left[:SHOWN]:
        yield f"  {left.door}: {LEFT.get(left.reason, left.reason)}."
    if len(undone.left) > SHOWN:
        yield f"  … and {len(undone.left) - SHOWN} more; --json lists them all."
