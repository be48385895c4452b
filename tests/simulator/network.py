"""What lies between a phone and the server: loss, delay, duplicates, reordering, bodies cut short and pages that are somebody else's."""

import json
from dataclasses import dataclass
from random import Random

PORTAL = b"<!doctype html><title>Welcome</title><p>Sign in to the free WLAN of the tea house"
TIMEOUT_MS = 60_000


@dataclass(frozen=True)
class Faults:
    """How often, out of one. All 0: a network that works."""

    lost_request: float = 0
    lost_reply: float = 0
    duplicate: float = 0
    delay: float = 0
    truncated: float = 0
    portal: float = 0
    bad_gateway: float = 0
    newer_server: float = 0
    cut_request: float = 0


NONE = Faults()
RARER = {"cut_request"}  # only in histories that ask for it: the others keep their chances


def some_faults(rng: Random) -> Faults:
    """A network with a character of its own."""
    names = [name for name in Faults.__dataclass_fields__ if name not in RARER]
    return Faults(**{name: rng.choice([0, 0.05, 0.25] if name == "delay" else [0, 0, 0.05, 0.25]) for name in names})


@dataclass(frozen=True)
class Trip:
    """What becomes of one request: when it arrives (ms from now), again when, and what its reply is like on the way back."""

    arrivals: tuple[int, ...]
    reply_after: int | None  # of the first arrival; None: it never comes
    instead: tuple[int, bytes] | None = None  # an answer that is not the server's
    cut: float | None = None  # the reply ends here, as a share of its length
    renames_outcome: bool = False
    request_cut: float | None = None  # the request does, when it first arrives
    is_closed: bool = False  # by a gateway that takes what was cut for the whole, and brings the answer back


def trip(rng: Random, faults: Faults) -> Trip:
    def happens(chance: float) -> bool:
        return rng.random() < chance

    def pause() -> int:
        return rng.randint(TIMEOUT_MS // 2, 10 * TIMEOUT_MS) if happens(faults.delay) else rng.randint(20, 2_000)

    if happens(faults.portal):
        return Trip((), pause(), instead=(200, PORTAL))
    if happens(faults.bad_gateway):
        return Trip((), pause(), instead=(502, b"<h1>Bad Gateway</h1>"))
    arrivals = [] if happens(faults.lost_request) else [pause()]
    if happens(faults.duplicate):
        arrivals.append(pause() + pause())
    if arrivals and faults.cut_request and happens(faults.cut_request):
        is_closed = happens(0.5)
        return Trip(tuple(arrivals), pause() if is_closed else None, request_cut=rng.random(), is_closed=is_closed)
    if not arrivals or happens(faults.lost_reply):
        return Trip(tuple(arrivals), None)
    cut = rng.random() if happens(faults.truncated) else None
    return Trip(tuple(arrivals), pause(), cut=cut, renames_outcome=happens(faults.newer_server))


def on_the_way(planned: Trip, status: int, body: bytes) -> tuple[int, bytes]:
    """The reply as it reaches the phone."""
    if planned.renames_outcome and status == 200 and b'"receipts"' in body:
        reply = json.loads(body)
        for receipt in reply["receipts"]:
            receipt["outcome"] = "settled_in_a_later_version"
        body = json.dumps(reply).encode()
    if planned.cut is not None:
        body = body[: int(planned.cut * len(body))]
    return status, body
