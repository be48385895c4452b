"""What the command line says of an import, in words."""

from collections.abc import Iterator

from server.exchange.report import Report

REASONS = {
    "unreadable_address": "no building or no door number could be read",
    "other_area": "the line names another community",
    "same_door": "the door is listed twice; the lines say the same",
    "same_door_differs": "the door is listed twice and the lines differ; the first one stands",
    "unreadable_phone": "the phone number could not be read; it is kept as it is written",
    "unreadable_head_count": "the number of people could not be read; it is left out",
    "total_differs": "the total on this line is not the number of lines above it",
    "not_taken": "the store did not take this door; it may have been erased",
}
SHOWN = 20  # problems listed in words; --json has all


def say_report(report: Report, area: str, *, done: bool) -> Iterator[str]:
    """Lines of text: what was written, or would be."""
    lines = report.lines
    yield f"{area}: {report.doors} doors in the file."
    yield f"  {lines.read} lines read: {lines.doors} doors, {lines.joined} joined, {lines.skipped} skipped, {lines.refused} refused."
    would = "" if done else " would be"
    yield f"  Doors{would}: {report.new} new, {report.changed} changed, {report.unchanged} unchanged, {report.flagged} flagged."
    if report.flagged:
        yield "  Flagged: somebody has written something else since; theirs stays, and the file's value is shown beside it."
    for problem in report.problems[:SHOWN]:
        yield f"  Line {problem.line}: {REASONS.get(problem.reason, problem.reason)}."
    if len(report.problems) > SHOWN:
        yield f"  … and {len(report.problems) - SHOWN} more problems; --json lists them all."
