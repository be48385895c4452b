"""The demo's phones: acts become commands with numbers, sent in batches through the same door as every phone's."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.demo.walks import Act
from server.identity.credentials import hash_token
from server.identity.store import find_actor
from server.replication.push import read_batch, take_custody
from server.replication.replicas import claim_replica
from sync.protocol import PROTOCOL, Push, Status

NewId = Callable[[], UUID]
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
APP = "demo"
encode = msgspec.json.Encoder().encode


class Phone(msgspec.Struct):
    """One person's replica. `online`: sends each act at once, as a desk does."""

    person_id: UUID
    token: str
    replica: UUID
    kind: str
    device: str
    online: bool = False
    n: int = 0


class Sending(msgspec.Struct, frozen=True):
    """Acts of one phone that arrive together."""

    who: str
    acts: tuple[Act, ...]
    arrives_at: int


def sendings(acts: Iterable[Act], phones: Mapping[str, Phone], now: int) -> list[Sending]:
    """Each phone's acts in evenings, sent a while after the last; in the order in which they arrive."""
    found = [sending for who, phone in phones.items() for sending in _evenings(who, phone, acts, now)]
    return sorted(found, key=lambda sending: (sending.arrives_at, sending.who))


def _evenings(who: str, phone: Phone, acts: Iterable[Act], now: int) -> Iterator[Sending]:
    evening: list[Act] = []
    for act in sorted((act for act in acts if act.who == who), key=lambda act: act.at):
        if evening and (phone.online or act.at - evening[-1].at > 3 * HOUR):
            yield _sending(who, phone, evening, now)
            evening = []
        evening.append(act)
    if evening:
        yield _sending(who, phone, evening, now)


def _sending(who: str, phone: Phone, acts: list[Act], now: int) -> Sending:
    walked_home = 1_000 if phone.online else 20 * MINUTE
    return Sending(who, tuple(acts), min(acts[-1].at + walked_home, now))


class Versions:
    """Which version of each household a phone could have had when."""

    def __init__(self, first: Mapping[UUID, int]) -> None:
        self._known = {household_id: [(0, version)] for household_id, version in first.items()}

    def at(self, household_id: UUID, instant: int) -> int:
        return max(version for since, version in self._known[household_id] if since <= instant)

    def learn(self, household_id: UUID, version: int, instant: int) -> None:
        self._known[household_id].append((instant, version))


def send(conn: Connection, sending: Sending, phone: Phone, versions: Versions, new_id: NewId) -> None:
    """One push. The card a person saw is the one the phone had at the beginning of the evening."""
    arrived = sending.arrives_at
    claim_replica(conn, phone.replica, phone.person_id, arrived, kind=phone.kind, device=phone.device)
    commands = [_command(act, phone, versions, sending.acts[0].at, new_id) for act in sending.acts]
    push = Push(
        protocol=PROTOCOL,
        replica=phone.replica,
        sent_at=arrived,
        commands=[msgspec.Raw(encode(command)) for command in commands],
        status=Status(unsent=0, persisted=True, app=APP),
    )
    actor = find_actor(conn, hash_token(phone.token), None, arrived)
    for receipt in take_custody(conn, read_batch(push, arrived), actor, new_id).receipts:
        if receipt.outcome in ("parked", "held"):
            raise ValueError(f"the demo's own work was {receipt.outcome}: {receipt.reason}")
        if isinstance(receipt.household_id, UUID) and isinstance(receipt.version, int):
            versions.learn(receipt.household_id, receipt.version, arrived)


def _command(act: Act, phone: Phone, versions: Versions, began: int, new_id: NewId) -> object:
    phone.n += 1
    seen = versions.at(act.household_id, began - DAY if act.stale else began)
    return act.command(
        id=act.id or new_id(), n=phone.n, at=act.at, offset=0, heard=began, household_id=act.household_id, seen=seen, **act.told
    )
