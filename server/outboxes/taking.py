"""Takes a sealed file in: each part is a push of the phone that sealed it, in a transaction of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import blake2b
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from server.audit.store import record_action
from server.db.driver import fetch
from server.db.engine import Store
from server.db.tables import organization, replicas
from server.identity.actor import Actor
from server.identity.memberships import end_person, make_person
from server.identity.people import find_named
from server.identity.schemas import Named
from server.identity.store import find_person
from server.outboxes.opening import Opened, open_part
from server.outboxes.schemas import DayBody, HandedIn, OutboxFile
from server.replication.custody import into_custody, into_custody_now
from server.replication.push import Batch, kept_as, take_custody
from server.replication.replicas import find_replica
from server.replication.slices import NewId
from sync.envelope import Unreadable
from sync.protocol import Receipt, ReceiptOutcome
from sync.sealed import SealedFile, SealedPart

GONE_ON = """
WITH RECURSIVE later (id) AS (
    SELECT id FROM replicas WHERE forked_from = ? UNION SELECT r.id FROM replicas r JOIN later ON r.forked_from = later.id
) SELECT r.id, r.last_seen_at IS NOT NULL, (SELECT MAX(c.n) FROM receipts c WHERE c.replica_id = r.id AND c.command_id IN (??))
FROM replicas r JOIN later ON later.id = r.id WHERE r.person_id = ? ORDER BY r.made_at, r.id
"""
Names = dict[UUID, UUID]  # under which another part of this file came, by the replica that it names


class By(Struct, frozen=True):
    """Who hands a file in (None: the command line), and when."""

    person_id: UUID | None
    now: int
    new_id: NewId


def preview(conn: Connection, file: SealedFile, now: int) -> OutboxFile:
    """Whose it is, how much, of which days, and how much the server has already. Nothing is written."""
    return _gathered(_look(conn, open_part(conn, part, now))[0] for part in file.parts)


async def take_in(store: Store, file: SealedFile, by: By) -> OutboxFile:
    """Take custody of every part with a good seal. Doing it again changes nothing."""
    names: Names = {}
    return _gathered([await into_custody(store, partial(_take_part, part=part, by=by, names=names)) for part in file.parts])


def take_in_now(store: Store, file: SealedFile, by: By) -> OutboxFile:
    """The same from the command line."""
    names: Names = {}
    return _gathered(into_custody_now(store, partial(_take_part, part=part, by=by, names=names)) for part in file.parts)


def _take_part(conn: Connection, *, part: SealedPart, by: By, names: Names, singly: bool) -> HandedIn:
    opened = open_part(conn, part, by.now)
    if opened.batch is not None:
        find_replica(conn, opened.batch.push.replica, lock=True)  # so that of two who hand it in at once one finds it here already
    told, known = _look(conn, opened)
    if opened.batch is None:
        return told
    actor = msgspec.structs.replace(_author(conn, opened, by), is_phone_lost=told.is_lost)
    receipts = _pushed(conn, opened.batch, actor, known, names, by.new_id, singly=singly)
    became = Counter(receipt.outcome for receipt, (_, is_known) in zip(receipts, known, strict=True) if not is_known)
    if became:
        _note(conn, by, opened, actor, became)
    return msgspec.structs.replace(told, became=dict(became))


def _author(conn: Connection, opened: Opened, by: By) -> Actor:
    """Whose work it is, with the rights of now.

    Somebody whom a restore to an older copy forgot is known again, without access: what they did waits for a person.
    """
    found = find_person(conn, opened.person_id, by.now)
    if found is None:
        make_person(conn, opened.person_id, opened.name, by.now, by.new_id)
        end_person(conn, opened.person_id, by.now, by.new_id)
        found = find_person(conn, opened.person_id, by.now)
    assert found is not None
    return found


def _pushed(
    conn: Connection, batch: Batch, actor: Actor, known: Sequence[tuple[UUID, bool]], names: Names, new_id: NewId, *, singly: bool
) -> list[Receipt]:
    """Where another phone writes under this one's name, it goes on under another, as the phone itself would (S-25)."""
    former = batch.push.replica
    for name, is_a_phones in _names(conn, batch, actor.person_id, known, names.get(former)):
        going_on = batch.push if name == former else msgspec.structs.replace(batch.push, replica=name, forked_from=former)
        reply = take_custody(conn, msgspec.structs.replace(batch, push=going_on), actor, new_id, singly=singly)
        if reply.fork:
            continue
        if not is_a_phones:
            gaps = msgspec.structs.replace(going_on, commands=[], lost=[(1, max((each.n or 0 for each in batch.commands), default=0))])
            take_custody(conn, msgspec.structs.replace(batch, push=gaps, commands=()), actor, new_id)  # they are the former name's
        names[former] = name
        break
    return reply.receipts


def _names(
    conn: Connection, batch: Batch, person_id: UUID, known: Sequence[tuple[UUID, bool]], given: UUID | None
) -> Iterator[tuple[UUID, bool]]:
    """Under which names a part may come, the likeliest first, and of each whether a phone uses it. What one phone holds comes under one,
    in however many parts and files: its order is n (S-42)."""
    former = batch.push.replica
    later = fetch(conn, GONE_ON, former, [id_ for id_, _ in known], person_id)
    heard = {former: True} | {row[0]: bool(row[1]) for row in later}
    came = sorted((row for row in later if row[2] is not None), key=lambda row: row[2], reverse=True)
    unheard = [row[0] for row in later if not row[1]]
    for name in dict.fromkeys([*(row[0] for row in came), given or former, former, *unheard]):
        yield name, heard.get(name, False)
    first_new = next(id_ for id_, is_known in known if not is_known)
    yield UUID(bytes=blake2b(former.bytes + first_new.bytes, digest_size=16).digest()), False


def _note(conn: Connection, by: By, opened: Opened, actor: Actor, became: Counter[ReceiptOutcome]) -> None:
    record_action(
        conn,
        by.new_id(),
        by.person_id,
        "work_handed_in",
        "replica",
        opened.replica_id,
        now=by.now,
        team_id=min(actor.team_ids, default=None),
        pieces=became.total(),
        parked=became["parked"],
        held=became["held"],
    )


def _look(conn: Connection, opened: Opened) -> tuple[HandedIn, list[tuple[UUID, bool]]]:
    """What a part is, and of each piece the id it is kept by and whether the server has it."""
    if opened.batch is None:
        return HandedIn(None, opened.replica_id, opened.trouble), []
    person = find_named(conn, opened.person_id)
    known = kept_as(conn, opened.batch, opened.person_id)
    push = opened.batch.push
    names = {opened.replica_id, push.replica}
    if push.forked_from is not None and find_replica(conn, push.replica, lock=False) is None:
        names.add(push.forked_from)  # a name that is known was itself reported, or found
    phones = conn.execute(select(replicas.c.id, replicas.c.device, replicas.c.lost_at).where(replicas.c.id.in_(names))).all()
    told = HandedIn(
        Named(opened.person_id, person.name if person else opened.name),
        opened.replica_id,
        None,
        device=next((phone.device for phone in phones if phone.device), None),
        saved_at=opened.saved_at,
        pieces=len(known),
        here=sum(is_known for _, is_known in known),
        days=_days(conn, opened.batch),
        is_known=person is not None,
        is_lost=any(phone.lost_at is not None for phone in phones),
        is_ended=person is not None and person.ended_at is not None,
    )
    return told, known


def _days(conn: Connection, batch: Batch) -> list[DayBody]:
    zone = ZoneInfo(conn.execute(select(organization.c.time_zone)).scalar_one())
    made = [min(max(each.at + (each.offset or 0), 0), batch.arrived_at) for each in batch.commands if not isinstance(each, Unreadable)]
    days = Counter(datetime.fromtimestamp(at / 1000, zone).date().isoformat() for at in made)
    return [DayBody(on, pieces) for on, pieces in sorted(days.items())]


def _gathered(lines: Iterable[HandedIn]) -> OutboxFile:
    """One line for each phone, however many parts its work was cut into."""
    found: dict[tuple[UUID, str | None], HandedIn] = {}
    for line in lines:
        key = (line.replica, line.trouble)
        found[key] = _added(found[key], line) if key in found else line
    return OutboxFile(list(found.values()))


def _added(one: HandedIn, other: HandedIn) -> HandedIn:
    days = Counter({day.on: day.pieces for day in one.days}) + Counter({day.on: day.pieces for day in other.days})
    return msgspec.structs.replace(
        one,
        pieces=one.pieces + other.pieces,
        here=one.here + other.here,
        days=[DayBody(on, pieces) for on, pieces in sorted(days.items())],
        became=dict(Counter(one.became) + Counter(other.became)),
    )
