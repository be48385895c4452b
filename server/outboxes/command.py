"""`doorstep import-outbox FILE…`: what phones could not send, from the files they saved."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import msgspec

from server.db.engine import Store
from server.outboxes.schemas import HandedIn, OutboxFile
from server.outboxes.taking import By, preview, take_in_now
from sync.errors import SyncError
from sync.sealed import MAX_FILE, read_file

SAFE = "The phone still has this work: bring the phone, or save the file on it once more."
REFUSED = {
    "bad_seal": "its seal is not one of this organization's phones, or the file was changed on the way",
    "other_organization": "it belongs to another organization; hand it in there",
    "newer_app": "a newer app made it; bring this Doorstep up to date first",
    "other_person": "it names a phone that is somebody else's",
    "not_an_outbox": "this is no file of unsent work",
    "file_cut_off": "the file is not whole; copy it once more",
    "other_file_version": "a newer app made it; bring this Doorstep up to date first",
    "too_large": "the file is larger than any phone's",
    "unreadable_file": "the file cannot be read",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a file of unsent work, as a phone saved it")
    parser.add_argument("--dry-run", action="store_true", help="only say whose it is and what it holds")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


class Read(msgspec.Struct, frozen=True):
    """What became of one file. `trouble`: why nothing of it could be read."""

    file: str
    trouble: str | None
    phones: list[HandedIn]


def import_outboxes(args: argparse.Namespace, store: Store, now: int, new_id: Callable[[], UUID]) -> int:
    """The exit code: 1 if anything was refused. The other files, and the other phones in a file, are taken all the same."""
    done = [_take(path, args, store, By(None, now, new_id)) for path in args.files]
    if args.json:
        print(msgspec.json.encode({"files": done}).decode())
    else:
        print("\n".join(line for each in done for line in _said(each, would=args.dry_run)))
    refused = [each for each in done if each.trouble or any(phone.trouble for phone in each.phones)]
    if refused:
        print(SAFE, file=sys.stderr)
    return 1 if refused else 0


def _take(path: Path, args: argparse.Namespace, store: Store, by: By) -> Read:
    name = os.fsencode(path).decode("utf-8", "backslashreplace")  # a name may be no text
    try:
        if path.stat().st_size > MAX_FILE:
            return Read(name, "too_large", [])
        file = read_file(path.read_bytes())
    except OSError:
        return Read(name, "unreadable_file", [])
    except SyncError as error:
        return Read(name, error.code, [])
    if args.dry_run:
        told: OutboxFile = store.read_now(lambda conn: preview(conn, file, by.now))
    else:
        told = take_in_now(store, file, by)
    return Read(name, None, told.phones)


def _said(read: Read, *, would: bool) -> Iterator[str]:
    if read.trouble is not None:
        yield f"{read.file}: {REFUSED[read.trouble]}."
    for phone in read.phones:
        if phone.trouble is not None:
            yield f"{read.file}: {REFUSED[phone.trouble]}."
            continue
        name = phone.person.name if phone.person else phone.replica
        days = f", {phone.days[0].on} to {phone.days[-1].on}" if phone.days else ""
        became = "".join(f", {count} {outcome}" for outcome, count in sorted(phone.became.items()))
        yield f"{read.file}: {name}, {phone.pieces} pieces of work{days}: {phone.here} already here{became}{'; nothing was written' if would else ''}."
        if phone.is_lost:
            yield "  The phone was reported lost: all of it waits for a person at the attention desk."
        if not phone.is_known:
            yield "  Nobody here knows this person: all of it waits for a person at the attention desk."
