"""The state machine of what a household asked for: events append, the state is their fold."""

from typing import Literal

import msgspec
from msgspec.structs import replace

from sync.clock import Moment
from sync.fields import Shown, version_in
from sync.protocol import RequestEvent, RequestState

Reason = Literal["earlier_round", "not_from_here"]

# What each event makes, and from where. Strict where a late event would hide work: only `reopened` and the
# resident's word leave `closed`, nothing leaves `merged`, and no step of the office goes back past an answer.
MAKES: dict[RequestEvent, RequestState] = {
    "triaged": "triaged",
    "assigned": "assigned",
    "in_progress": "in_progress",
    "answered": "answered",
    "closed": "closed",
    "reopened": "reopened",
    "withdrawn": "withdrawn",
    "merged": "merged",
    "satisfied": "closed",
    "not_satisfied": "reopened",
}
_UNANSWERED: frozenset[RequestState] = frozenset({"raised", "triaged", "assigned", "in_progress", "reopened"})
_OPEN: frozenset[RequestState] = _UNANSWERED | {"answered"}
LEGAL: dict[RequestEvent, frozenset[RequestState]] = {
    "triaged": frozenset({"raised", "triaged", "reopened"}),
    "assigned": _UNANSWERED,
    "in_progress": _UNANSWERED,
    "answered": _OPEN,
    "closed": _OPEN.difference({"raised"}),
    "reopened": frozenset({"answered", "closed", "withdrawn"}),
    "withdrawn": _OPEN,
    "merged": _OPEN,
    "satisfied": _OPEN,
    "not_satisfied": frozenset({"answered", "closed"}),
}


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """Where a round began or a request was closed, so that a later event can say whether its author knew."""

    version: int  # of the household
    millis: int
    replica: str
    n: int
    person: str = ""
    shown: Shown = ()


class RequestFold(msgspec.Struct, frozen=True):
    """`content` is what the last taken event carried, to tell the same event told twice from another one."""

    state: RequestState = "raised"
    round: int = 1
    content: str = ""
    began: Mark | None = None  # None: the first round
    closed: Mark | None = None  # the last close


class Step(msgspec.Struct, frozen=True):
    """One event as it arrived. `content`: its text, rating and the like as one string, equal only if they are equal."""

    event: RequestEvent
    seen: int | None
    moment: Moment
    n: int
    version: int  # of the household, that this event makes
    content: str = ""
    person: str = ""
    of: str = ""  # the household that was named, where it is part of this one now: `seen` is a version of that


class Taken(msgspec.Struct, frozen=True):
    outcome: Literal["applied", "noop", "superseded"]
    reason: Reason | None = None


def raise_request(content: str = "") -> RequestFold:
    return RequestFold(content=content)


def advance(request: RequestFold, step: Step) -> tuple[RequestFold, Taken]:
    """Fold one event. What is not taken is kept in the timeline all the same, and says why it was not."""
    made = MAKES[step.event]
    if made == request.state and _content(step) == request.content:
        return request, Taken("noop")
    if not _reaches(request, step):
        return request, Taken("superseded", "earlier_round")
    if request.state not in LEGAL[step.event]:
        return request, Taken("superseded", "not_from_here")
    return _advanced(request, step, made), Taken("applied")


def lifted_fold(fold: RequestFold, version: int, household: str) -> RequestFold:
    """As `fields.lifted`: its marks count as shown from a join on, and keep the versions that the household's own card showed them in."""

    def lift(mark: Mark | None) -> Mark | None:
        return mark and replace(mark, version=version, shown=((household, mark.version), *mark.shown))

    return replace(fold, began=lift(fold.began), closed=lift(fold.closed))


def fold_given_back(fold: RequestFold, household: str) -> RequestFold:
    """The other way, where that household goes its own way again."""

    def give(mark: Mark | None) -> Mark | None:
        return mark and replace(mark, version=version_in(household, mark.version, mark.shown))

    return replace(fold, began=give(fold.began), closed=give(fold.closed))


def _reaches(request: RequestFold, step: Step) -> bool:
    """Whether an event belongs to the round that is running.

    The resident's "not satisfied" about a closed request counts if it saw the close, or was surely made after it.
    """
    if step.event == "not_satisfied" and request.state == "closed" and request.closed is not None:
        return _knew(request.closed, step) or _is_surely_after(request.closed, step)
    return request.began is None or _knew(request.began, step)


def _knew(mark: Mark, step: Step) -> bool:
    """Its card showed the mark, or it was its own earlier doing: a phone's own work is newer than any card it saw."""
    version = dict(mark.shown).get(step.of) if step.of else mark.version
    return _is_own_later(mark, step) or (step.seen is not None and version is not None and step.seen >= version)


def _is_own_later(mark: Mark, step: Step) -> bool:
    """By its number, or, where the person wrote under another name, as after a fork, by its time."""
    if step.moment.at.replica == mark.replica:
        return step.n > mark.n
    return step.person == mark.person != "" and _is_surely_after(mark, step)


def _is_surely_after(mark: Mark, step: Step) -> bool:
    return not step.moment.doubtful and step.moment.merge_at.millis > mark.millis


def _advanced(request: RequestFold, step: Step, made: RequestState) -> RequestFold:
    after = replace(request, state=made, content=_content(step))
    if made == "reopened":
        return replace(after, round=request.round + 1, began=_mark(step))
    if made == "closed":
        return replace(after, closed=_mark(step))
    return after


def _mark(step: Step) -> Mark:
    at = step.moment.merge_at
    return Mark(step.version, at.millis, at.replica, step.n, step.person)


def _content(step: Step) -> str:
    """The resident's word and the office's own step are two contents, also where both make the same state."""
    return f"{step.event} {step.content}"
