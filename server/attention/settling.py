"""What becomes of parked work by a person's hand: applied, also at another household; dismissed with a reason; taken up again."""

from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.attention.schemas import AttentionItem, Settled
from server.attention.sight import is_elsewhere
from server.db.driver import execute, fetch
from server.errors import Unfit
from server.identity.actor import Actor
from server.identity.scope import Scope
from server.replication.authors import author_of
from server.replication.histories import write_histories
from server.replication.joining import remember_names
from server.replication.notices import tell
from server.replication.retrying import apply_parked, find_parked
from server.replication.write import counts_as
from sync.commands import UndoCorrection
from sync.envelope import type_of
from sync.parked import may_apply
from sync.records import DoorEvent, Notice

DISMISS = """
UPDATE parked SET settled_at = ?, settled_as = 'dismissed', settled_by = ?, settled_reason = ? WHERE command_id = ? AND settled_at IS NULL
"""
REOPEN = """
UPDATE parked SET settled_at = NULL, settled_as = NULL, settled_by = NULL, settled_reason = NULL
WHERE command_id = ? AND settled_as = 'dismissed'
"""
AUTHOR = "SELECT person_id, household_id, settled_as, settled_by FROM parked WHERE command_id = ? {lock}"

ROOT = "SELECT id, root_id FROM households WHERE id = ? AND is_known"


class Deed(msgspec.Struct, frozen=True):
    """Who settles what, when."""

    command_id: UUID
    actor: Actor
    now: int
    new_id: Callable[[], UUID]


def apply(conn: Connection, deed: Deed, scope: Scope, household_id: UUID | None) -> Settled:
    """Raises Unfit: settled, not_yours, unreadable, still_waits, or the reason why it is parked again."""
    parked = find_parked(conn, deed.command_id, household_id)
    if parked is None:
        raise Unfit("settled", "somebody has settled it")
    if may_apply(parked.command) and is_elsewhere(conn, scope, parked.command.household_id):
        raise Unfit("not_yours", "it is for whoever answers for that household")
    settler = author_of(conn, deed.actor, is_phone_lost=False)
    judged = apply_parked(conn, parked, settler, now=deed.now, new_id=deed.new_id)
    if judged is None:
        raise Unfit("unreadable", "this version cannot read it")
    ruling = judged.ruling
    if ruling.outcome in ("held", "parked"):
        raise Unfit("still_waits" if ruling.outcome == "held" else ruling.reason or "parked")
    door = judged.reached
    if door is not None and isinstance(parked.command, UndoCorrection) and is_elsewhere(conn, scope, door.id):
        raise Unfit("not_yours", "what it takes back stands at a household that others answer for")
    if door is not None:
        _note(conn, deed, door.id, f"parked_{counts_as(ruling)}", None)
    type_ = type_of(judged.incoming.command)
    door_id, version = (door.id, door.version) if door else (None, None)
    return Settled(parked.id, ruling.outcome, ruling.reason, door_id, version, type_)


def dismiss(conn: Connection, deed: Deed, reason: str) -> Settled:
    """It stays in custody, readable, and its author hears why. Raises Unfit: settled."""
    author_id, household_id, settled_as, _ = fetch(conn, AUTHOR, deed.command_id)[0]
    if settled_as is not None:
        raise Unfit("settled", "somebody has settled it")
    execute(conn, DISMISS, deed.now, deed.actor.person_id, reason, deed.command_id)
    _history(conn, deed, household_id, "parked_dismissed", reason)
    _tell(conn, deed, [author_id], household_id, "parked_dismissed", reason)
    return Settled(deed.command_id, "dismissed", reason)


def reopen(conn: Connection, deed: Deed) -> Settled:
    """A dismissal taken back: it waits again. Raises Unfit: not_dismissed."""
    rows = fetch(conn, AUTHOR, deed.command_id)
    if not rows or rows[0][2] != "dismissed":
        raise Unfit("not_dismissed")
    author_id, household_id, _, _ = rows[0]
    execute(conn, REOPEN, deed.command_id)
    _history(conn, deed, household_id, "parked_reopened", None)
    _tell(conn, deed, [author_id], household_id, "parked_reopened", None)
    return Settled(deed.command_id, "waiting")


def tell_seen(conn: Connection, deed: Deed, item: AttentionItem, door_id: UUID, *, is_undone: bool) -> None:
    """What was done at a door and stays as it is, or is looked at again: its authors hear so, and the door's history says it."""
    what = "seen_again" if is_undone else "seen"
    _note(conn, deed, door_id, what, item.kind)
    _tell(conn, deed, [person.id for person in item.authors], door_id, what, item.kind)


def _tell(conn: Connection, deed: Deed, authors: Sequence[UUID], household_id: UUID | None, what: str, reason: str | None) -> None:
    about = _find_root(conn, household_id) or household_id or deed.command_id
    by = deed.actor.person_id
    notices = [Notice(to=to, what=what, household_id=about, command_id=deed.command_id, by=by, reason=reason) for to in authors]
    tell(conn, notices, deed.now, deed.new_id, household_id)


def _history(conn: Connection, deed: Deed, household_id: UUID | None, what: str, reason: str | None) -> None:
    """A line in the household's history, if the work named one that is known; also of one that has become part of another since."""
    if (root_id := _find_root(conn, household_id)) is None:
        return
    line = _note(conn, deed, root_id, what, reason)
    if household_id is not None and household_id != root_id:
        remember_names(conn, {line: household_id})


def _find_root(conn: Connection, household_id: UUID | None) -> UUID | None:
    rows = fetch(conn, ROOT, household_id) if household_id else ()
    return (rows[0][1] or rows[0][0]) if rows else None


def _note(conn: Connection, deed: Deed, household_id: UUID, what: str, reason: str | None) -> UUID:
    event = DoorEvent(id=deed.new_id(), household_id=household_id, what=what, reason=reason, person_id=deed.actor.person_id, at=deed.now)
    write_histories(conn, [event], deed.now)
    return event.id
