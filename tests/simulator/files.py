"""Unsent work that is handed in as a file, before its phone comes back, after it, in between, again, or instead of it.

Shares no code with sync/ or server/: the key is derived here once more.
"""

import hmac
import json
from base64 import b64encode
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.simulator import faults
from tests.simulator.disk import Disk, Request
from tests.simulator.faults import DAY, HOUR
from tests.simulator.history import History
from tests.simulator.people import Person
from tests.simulator.phone import Phone
from tests.simulator.watch import Arrival

SEEDS = range(6_000_000, 7_000_000)
SECRET = b"f" * 32  # the community's
BRANCHES = ["file saved", "file saved and the phone thrown away", "file handed in", "file handed in again", "file of a phone that forked"]
NOT_MEASURED = 1  # a skew that is no phone's: nothing of a file tells how its clock went until it arrived


class WithFiles(History):
    """A history in which phones are now and then out of reach of the server, but not of a hand that carries a file."""

    def _plan(self) -> None:
        super()._plan()
        for _ in range(self.rng.randint(4, 9)):
            self._plan_event(self.rng.randint(0, 40 * HOUR), lambda: save_file(self))


async def save_file(history: WithFiles) -> None:
    """Somebody saves what is unsent. Perhaps it is the last that the phone does. The file comes when it comes, now and then twice."""
    rng = history.rng
    holders = [each for each in history.people if each.phone.disk.outbox]
    if not holders:
        return
    person = rng.choice(holders)
    if rng.random() < 0.4:
        await work_by_a_wrong_clock(history, person)
    phone, rows = person.phone, tuple(sorted(person.phone.disk.outbox.items()))
    request = phone._push(rows)
    file = sealed(history, phone, request, (await history.server.rows("SELECT id FROM organization"))[0][0])
    history.branches["file saved"] += 1
    history.transcript.append(f"{history.clock()} {phone.name} saved a file of {len(rows)}")
    if rng.random() < 0.3:
        history.branches["file saved and the phone thrown away"] += 1
        throw_away(history, person)
    for _ in range(rng.choice([1, 1, 2])):
        history.after(rng.choice([rng.randint(0, HOUR), rng.randint(0, 4 * DAY)]), lambda: hand_in(history, phone, request, file))


async def work_by_a_wrong_clock(history: WithFiles, person: Person) -> None:
    """While nobody hears the phone its clock goes ahead, and its person works on: who believed such a file would let it win."""
    person.phone.skew += history.rng.choice([2 * HOUR, DAY, 30 * DAY])
    for _ in range(6):
        person.act()


def throw_away(history: WithFiles, person: Person) -> None:
    """All that it held is in the file, so nothing of it may be lost."""
    old = person.phone
    history.retired.append(old)
    person.phone = faults._phone_like(history, old, Disk(history.new_id()))
    person.forms.clear()


def sealed(history: WithFiles, phone: Phone, request: Request, organization: str) -> bytes:
    person = str(history.server.of.people[phone.person])
    mark = hmac.digest(b"\0" * 32, SECRET, "sha256")
    info = b"doorstep outbox 1" + UUID(request.replica).bytes + UUID(person).bytes
    key = hmac.digest(mark, info + b"\1", "sha256")
    nonce = history.rng.randbytes(12)
    bound = "\n".join(("doorstep outbox 1", organization, person, request.replica)).encode()
    part = {"organization": organization, "person": person, "replica": request.replica}
    part |= {"nonce": b64encode(nonce).decode(), "sealed": b64encode(AESGCM(key).encrypt(nonce, request.body, bound)).decode()}
    return json.dumps({"doorstep": "outbox", "version": 1, "parts": [part]}).encode()


async def hand_in(history: WithFiles, phone: Phone, request: Request, file: bytes) -> None:
    """At the desk. Every command that is new with it arrives so."""
    now = history.clock()
    answer = await history.server.call("POST", "/api/outboxes", file, "cora")
    history.transcript.append(f"{now} file of {phone.name} {answer.status} {answer.body[-90:]!r}")
    if answer.status != 200:
        history.watch.blame(f"a file of {phone.name} was answered {answer.status}: {answer.body[:200]!r}")
        return
    (told,) = answer.json()["phones"]
    history.branches["file handed in again" if told["here"] == told["pieces"] else "file handed in"] += 1
    if told["pieces"] != len(request.batch) or told["here"] + sum(told["became"].values()) != told["pieces"]:
        history.watch.blame(f"a file of {phone.name} with {len(request.batch)} commands is accounted for as {told}")
    for _, row in request.batch:
        history.watch.arrivals.setdefault(row.id, Arrival(now, request.skew + NOT_MEASURED, request.replica))
    forks = await history.server.rows("SELECT id FROM replicas WHERE forked_from = ?", request.replica)
    if forks:
        names = {each.disk.replica for each in [*history.phones, *history.retired]}
        history.branches["file of a phone that forked"] += any(fork not in names for (fork,) in forks)
    else:
        await check_counted(history, phone, request)


async def check_counted(history: WithFiles, phone: Phone, request: Request) -> None:
    """What a phone would be asked for, or could not be told apart from a fork, once it comes back."""
    ((highest, missing),) = await history.server.rows("SELECT highest_n, missing FROM replicas WHERE id = ?", request.replica)
    gaps = json.loads(bytes(missing))
    lacks = [n for n, _ in request.batch if n > highest or any(low <= n <= high for low, high in gaps)]
    if lacks:
        history.watch.blame(f"a file of {phone.name} brought the numbers {lacks}, and the server does not have them")
