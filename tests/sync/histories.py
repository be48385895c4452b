"""Random work of several phones on one door, all of them away since the same card."""

from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from sync import protocol
from sync.card import Door
from sync.commands import (
    AddResident,
    AnyCommand,
    CloseHousehold,
    CommentRequest,
    CorrectHousehold,
    CorrectResident,
    RaiseRequest,
    RecordVisit,
    ResidentFields,
    UndoCorrection,
    VoidVisit,
)
from sync.protocol import Resident
from sync.world import Incoming, World
from tests.sync.makers import (
    NOON,
    a_correction,
    a_door,
    a_moment,
    a_request,
    a_step,
    a_visit,
    a_wish,
    a_world,
    an_author,
    common,
    incoming,
    uid,
)

RESIDENT = uid("resident")
OLD_REQUEST = uid("old request")
KNOWN = 1  # the version of the card they all saw

Phones = list[list[Incoming]]


def the_door() -> Door:
    return a_door(residents=[Resident(id=RESIDENT, name="陈桂兰")], name="陈家", version=KNOWN)


def the_world(door: Door | None = None) -> World:
    """The first phone is a leader's, who also types in what others did."""
    return a_world(door or the_door(), people={uid("person", number): an_author(number) for number in range(1, 5)})


@st.composite
def _fields(draw: st.DrawFn) -> dict[str, Any]:
    values = {
        "name": st.sampled_from(["陈家", "程家", None]),
        "note": st.sampled_from(["有狗", None]),
        "phones": st.lists(st.sampled_from(["138", "139"]), max_size=2),
        "people_count": st.sampled_from([0, 1, 2]),
        "roll_vacant": st.booleans(),
        "door": st.sampled_from(["301", "302"]),
        "floor": st.sampled_from([3, 4]),
    }
    names = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True))
    return {name: draw(values[name]) for name in names}


OUTCOMES: list[protocol.Outcome] = ["met", "not_home", "call_back", "refused", "moved", "vacant", "inaccessible"]
EVENTS: list[protocol.RequestEvent] = ["triaged", "assigned", "in_progress", "answered", "closed", "reopened", "satisfied", "not_satisfied"]


@st.composite
def _commands(draw: st.DrawFn, number: int, n: int, earlier: Sequence[AnyCommand]) -> AnyCommand:
    own: dict[str, Any] = {"at": NOON + draw(st.integers(0, 20)), "seen": draw(st.sampled_from([KNOWN, KNOWN, None]))}
    visits = [each.id for each in earlier if isinstance(each, RecordVisit)]
    requests = [each.id for each in earlier if isinstance(each, RaiseRequest)]
    corrections = [each.id for each in earlier if isinstance(each, CorrectHousehold | CorrectResident)]
    kinds = ["visit", "visit", "correct", "correct", "resident", "add", "wish", "own wish", "raise", "close"]
    kind = draw(
        st.sampled_from(
            [*kinds, *(["void"] if visits else []), *(["step", "comment"] if requests else []), *(["undo"] if corrections else [])]
        )
    )
    if kind == "visit":
        typed = {"for_person": uid("person", draw(st.integers(1, 4)))} if number == 1 and draw(st.booleans()) else {}
        return a_visit(number, n, draw(st.sampled_from(OUTCOMES)), **own, **typed)
    if kind == "correct":
        return a_correction(number, n, fields=draw(_fields()), **own)
    if kind == "resident":
        told = ResidentFields(name=draw(st.sampled_from(["陈桂兰", "程桂兰"])), phone=draw(st.sampled_from(["1", None])))
        return CorrectResident(**common(number, n, **own), resident_id=RESIDENT, fields=told)
    if kind == "add":
        return AddResident(**common(number, n, **own), fields=ResidentFields(name="小陈"))
    if kind in ("wish", "own wish"):
        return a_wish(number, n, resident_id=RESIDENT if kind == "own wish" else None, **own)
    if kind == "raise":
        return a_request(number, n, **own)
    if kind == "close":
        return CloseHousehold(**common(number, n, **own), reason="demolished")
    if kind == "void":
        return VoidVisit(**common(number, n, **own), visit_id=draw(st.sampled_from(visits)), reason="记错")
    if kind == "undo":
        return UndoCorrection(**common(number, n, **own), correction_id=draw(st.sampled_from(corrections)))
    if kind == "step":
        return a_step(draw(st.sampled_from(requests)), draw(st.sampled_from(EVENTS)), number, n, **own)
    return CommentRequest(**common(number, n, **own), request_id=draw(st.sampled_from(requests)), text="再看看")


@st.composite
def phones(draw: st.DrawFn) -> Phones:
    """Some phones, each with its commands in the order of n; some clocks are in doubt."""
    made: Phones = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        commands: list[AnyCommand] = []
        for n in range(1, draw(st.integers(1, 6)) + 1):
            commands.append(draw(_commands(number, n, commands)))
        doubtful = draw(st.sampled_from([False, False, True]))
        heard = NOON + draw(st.integers(-5, 5))
        author = an_author(number, role="leader" if number == 1 else "member")
        each = [incoming(command, number, author=author) for command in commands]
        made.append([replace(one, moment=a_moment(one.command.at, replica=one.replica_id, doubtful=doubtful, heard=heard)) for one in each])
    return made


def mixed(made: Phones, rng: Random) -> list[Incoming]:
    """Everything the phones hand in, in an order of `rng`'s, each phone's own in its."""
    queues = [list(each) for each in made]
    order: list[Incoming] = []
    while waiting := [each for each in queues if each]:
        order.append(rng.choice(waiting).pop(0))
    return order
