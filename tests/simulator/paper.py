"""Visits that a coordinator or a leader types in from paper for somebody else; and whose they must be then. Shares no code with sync/ or server/."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tests.simulator.facts import Facts
from tests.simulator.people import Form, Saved

if TYPE_CHECKING:
    from tests.simulator.history import History

KNOCKERS = ("ann", "ben", "cai", "dan", "lea")
BRANCHES = ["visit typed in for somebody", "visit typed in by a leader", "visit typed in and parked"]


async def type_in(history: "History") -> None:
    """A line of a walk list, at the desk or on the leader's phone."""
    rng = history.rng
    typist = rng.choice([history.desk, history.desk, *(each for each in history.people if each.name == "lea")])
    if typist is history.desk:
        await history.desk._look(history)
    form: Form | None = typist._open()
    if form is None or typist.phone.disk.access == "wipe":
        return
    knocker = rng.choice([name for name in KNOCKERS if name != typist.name])
    visit = {**typist._visit(form), "for_person": str(history.server.of.people[knocker])}
    typist.save({"household_id": form.household, **visit}, seen=form.seen)
    history.saved[-1].had_card = False  # whether it may be typed in is a matter of who knocked, too
    history.transcript.append(f"{history.clock()} {typist.name} types in a visit of {knocker} at {form.household}")


def check_paper(facts: Facts, saved: Mapping[str, Saved]) -> Iterator[str]:
    """A visit is who knocked's, says who typed it if that was another, and counts for a team that this person was in."""
    teams = {(row.person_id, row.team_id) for row in facts.memberships}
    for visit in facts.visits:
        made = saved.get(visit.id)
        if made is None:
            continue
        author = facts.person[made.person].id
        knocked = made.command.get("for_person", author)
        typed = author if knocked != author else None
        if (visit.person_id, visit.typed_by) != (knocked, typed):
            yield f"visit {visit.id} is {visit.person_id}'s, typed in by {visit.typed_by}; {knocked} knocked, {typed} typed it"
        if typed is not None and visit.team_id is not None and (knocked, visit.team_id) not in teams:
            yield f"visit {visit.id} of {knocked} counts for {visit.team_id}, where they never were"


def count_paper(history: "History", facts: Facts) -> None:
    typed = {each.id: each for each in history.saved if "for_person" in each.command}
    history.branches["visit typed in for somebody"] += sum(row.id in typed for row in facts.visits)
    history.branches["visit typed in by a leader"] += sum(row.id in typed and typed[row.id].person == "lea" for row in facts.visits)
    history.branches["visit typed in and parked"] += sum(row.command_id in typed for row in facts.parked)
