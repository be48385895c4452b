"""Campaigns and teams that end and are opened again, at the desk; and what must be true of them whatever happened. Shares no code with sync/ or server/."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tests.simulator.facts import Facts
from tests.simulator.people import Saved
from tests.simulator.phone import DAY
from tests.simulator.watch import Arrival

if TYPE_CHECKING:
    from tests.simulator.history import History

FROM = 1_000_000  # histories of these seeds and later ones have endings; what the earlier ones found stays as it was
RECENT = 50 * DAY  # well within the sixty days
WORK = ("record_visit", "correct_household", "raise_request", "refuse_contact", "undo_correction")
OVER = "SELECT id FROM campaigns WHERE ended_at IS NOT NULL UNION SELECT id FROM teams WHERE ended_at IS NOT NULL"


async def end_something(history: "History") -> None:
    """A campaign or a team ends, or such an end is taken back; or the campaign gets other days and another most."""
    of, rng = history.server.of, history.rng
    kind, thing = rng.choice([("campaign", of.campaign), ("team", of.teams[0].id), ("team", of.teams[1].id), ("team", of.teams[0].id)])
    is_over = str(thing) in {row[0] for row in await history.server.rows(OVER)}
    if rng.random() < 0.2:
        what, path = "campaign changed", f"/api/campaigns/{of.campaign}"
        days = {"starts_on": "2026-01-01", "ends_on": rng.choice(["2026-01-20", "2026-03-31", "2026-12-31"])}
        body = {**days, "max_attempts": rng.choice([1, 2, 3, None])}
    else:
        what, path = f"{kind} {'reopened' if is_over else 'ended'}", f"/api/{kind}s/{thing}/{'reopen' if is_over else 'end'}"
        body = {}
    asked = {"id": history.new_id(), **body}
    history.branches[what] += 1
    history.transcript.append(f"{history.clock.now_ms} {what}")
    for _ in range(rng.choice([1, 1, 2])):
        answer = await history.server.call("POST", path, asked, "cora")
        if answer.status != 200:
            history.watch.blame(f"{path} answered {answer.status}: {answer.body[:200]!r}")


async def over(history: "History") -> set[str]:
    """The campaigns and teams that have ended."""
    return {row[0] for row in await history.server.rows(OVER)}


def check_endings(facts: Facts) -> Iterator[str]:
    """A slice lasts as long as its campaign and its team; who is in a lasting team follows its lasting slices, and nobody else does."""
    over = {row.id for row in [*facts.campaigns, *facts.teams] if row.ended_at is not None}
    for place in facts.slices:
        if place.campaign_id is not None and (place.ended_at is not None) != (place.campaign_id in over or place.team_id in over):
            yield f"slice {place.id} has ended: {place.ended_at}; its campaign and team: {over & {place.campaign_id, place.team_id}}"
    open_ = {(row.team_id, row.person_id) for row in facts.memberships if row.to_at is None}
    if {team for team, _ in open_} & over:
        yield "somebody is still in a team that has ended"
    lasting = {row.id: row.team_id for row in facts.slices if row.team_id is not None and row.ended_at is None}
    ended_people = {row.id for row in facts.people if row.ended_at is not None}
    follows = {(row.slice_id, row.person_id) for row in facts.follows if row.slice_id in lasting}
    expected = {(slice_id, person) for slice_id, of in lasting.items() for team, person in open_ if of == team} - {
        (slice_id, person) for slice_id in lasting for person in ended_people
    }
    if follows != expected:
        yield f"slices followed, and not to be: {follows - expected}; to be followed, and not: {expected - follows}"


def check_no_work_refused(facts: Facts, saved: Mapping[str, Saved], arrivals: Mapping[str, Arrival]) -> Iterator[str]:
    """Work at a door whose card was on the phone, which had pulled lately, is nobody else's: whatever ended or moved since."""
    for row in facts.parked:
        each = saved.get(row.command_id)
        if each is None or row.reason != "not_yours" or each.type not in WORK or each.mark is not None:
            continue
        arrival = arrivals.get(each.id)
        is_sure = each.skew == 0 and arrival is not None and arrival.skew == 0 and each.offset is not None and abs(each.offset) < 60_000
        is_sure = is_sure and arrival is not None and arrival.delay < DAY  # a push that was under way for months dates work months later
        if each.had_card and is_sure and each.made_at - each.pulled < RECENT:
            yield f"{each.type} {each.id} of {each.phone} at a door of its own was parked as not theirs"
