"""All visits of a door: encoded as they arrived, and beside them what is asked at every push, added up by campaign.

The log grows at its front and is read only where that does not do: a void, a wish that comes in later. So a visit costs the same at a
door that was tried once and at one that was tried fifty times.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from sync.protocol import Outcome


class VisitFact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What coverage needs of a visit, kept for every visit of a door. `counted`: made within its campaign's dates."""

    outcome: Outcome
    at_ms: int
    id: str
    voided: bool = False
    counted: bool = True
    team_id: str = ""
    person_id: str = ""
    campaign_id: str = ""
    after_wish: bool = False
    typed_by: str = ""  # who typed it in for person_id


class VisitSum(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A door's visits in one campaign that are not voided. All but `last_at` are of counted ones. Adding up commutes.

    `stood`: of any outcome but inaccessible. `latest` is the greatest (at, id)'s outcome, `first_team` went to the earliest that stood
    there. `teams`: visits of each team.
    """

    campaign_id: str
    last_at: int | None = None
    tries: int = 0
    stood: int = 0
    met: int = 0
    latest: Outcome | None = None
    latest_at: int = 0
    latest_id: str = ""
    first_at: int | None = None
    first_id: str = ""
    first_team: str = ""
    teams: tuple[tuple[str, int], ...] = ()

    def times(self, team_id: str) -> int:
        return next((times for team, times in self.teams if team == team_id), 0)


EMPTY = Raw(b"[]")
_encode = msgspec.json.Encoder().encode
_facts = msgspec.json.Decoder(tuple[VisitFact, ...])


def facts_in(log: Raw) -> tuple[VisitFact, ...]:
    """Newest first."""
    return tuple(sorted(_facts.decode(log), key=_time, reverse=True))


def log_of(facts: Iterable[VisitFact]) -> Raw:
    return Raw(_encode(tuple(facts)))


def _time(fact: VisitFact) -> tuple[int, str]:
    return (fact.at_ms, fact.id)


def with_fact(log: Raw, fact: VisitFact) -> Raw:
    """One more at the front."""
    return Raw(b"[%b]" % _encode(fact) if log == EMPTY else b"[%b,%b" % (_encode(fact), bytes(log)[1:]))


def arrived(old: Raw, new: Raw) -> tuple[VisitFact, ...] | None:
    """The visits that `new` has in front of the old ones, first come first; None: something else was changed, so compare all."""
    if old == new:
        return ()
    if old == EMPTY:
        return _facts.decode(new)[::-1]
    before, after = bytes(old), bytes(new)
    if not after.endswith(b"," + before[1:]):
        return None
    return _facts.decode(after[: -len(before)] + b"]")[::-1]


def added_up(facts: Iterable[VisitFact]) -> tuple[VisitSum, ...]:
    sums: tuple[VisitSum, ...] = ()
    for fact in facts:
        sums = with_more(sums, fact)
    return sums


def sum_in(sums: Iterable[VisitSum], campaign_id: str) -> VisitSum:
    for each in sums:
        if each.campaign_id == campaign_id:
            return each
    return VisitSum(campaign_id)


def with_more(sums: tuple[VisitSum, ...], fact: VisitFact) -> tuple[VisitSum, ...]:
    """One visit more."""
    if fact.voided:
        return sums
    old = sum_in(sums, fact.campaign_id)
    new = plus(old, fact) if fact.counted else replace(old, last_at=_later(old.last_at, fact.at_ms))
    return (*(each for each in sums if each is not old), new)


def plus(old: VisitSum, fact: VisitFact) -> VisitSum:
    """With a visit that counts."""
    at, id_, outcome, stood = fact.at_ms, fact.id, fact.outcome, fact.outcome != "inaccessible"
    is_latest = old.latest is None or at > old.latest_at or (at == old.latest_at and id_ > old.latest_id)
    is_first = stood and (old.first_at is None or at < old.first_at or (at == old.first_at and id_ < old.first_id))
    return VisitSum(
        old.campaign_id,
        _later(old.last_at, at),
        old.tries + 1,
        old.stood + stood,
        old.met + (outcome == "met"),
        outcome if is_latest else old.latest,
        at if is_latest else old.latest_at,
        id_ if is_latest else old.latest_id,
        at if is_first else old.first_at,
        id_ if is_first else old.first_id,
        fact.team_id if is_first else old.first_team,
        _with_team(old.teams, fact.team_id),
    )


def _with_team(teams: tuple[tuple[str, int], ...], team_id: str) -> tuple[tuple[str, int], ...]:
    if all(team != team_id for team, _ in teams):
        return tuple(sorted((*teams, (team_id, 1))))
    return tuple((team, times + (team == team_id)) for team, times in teams)


def _later(last_at: int | None, at_ms: int) -> int:
    return at_ms if last_at is None else max(last_at, at_ms)
