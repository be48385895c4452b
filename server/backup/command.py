"""`doorstep backup FILE` and `doorstep restore FILE`."""

import argparse
import asyncio
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
from asyncpg import PostgresError
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from server.backup.renewing import HIGHEST, next_base, renew_store
from server.backup.sqlite_file import (
    SERVED,
    UnfitFile,
    check_file,
    copy_store,
    highest_in_file,
    highest_version,
    hold_store,
    keep_copy,
    put_back,
)
from server.db.driver import fetch
from server.db.engine import Store, open_store
from server.db.migrate import ready_schema
from server.journal.awaited import count_awaited
from server.journal.deeds import RollBrought, RollTakenBack, StoreRenewed
from server.journal.file import Lines, journal_of, read_lines, write_down, younger
from server.journal.replay import Replayed, journal_place, replay_deeds

OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
NewId = Callable[[], UUID]


def add_backup_arguments(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file; it holds names and addresses")


def add_restore_arguments(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("file", type=Path, nargs="?", metavar="FILE", help="SQLite: a copy that `backup` made; PostgreSQL: none")
    restore.add_argument(
        "--replaces", metavar="URL", help="the store that this one takes the place of, where that is another and can still be read"
    )


def back_up(args: argparse.Namespace) -> int:
    """The exit code. Raises UnfitFile."""
    path = _sqlite_path(args.database)
    if path is None:
        raise UnfitFile('PostgreSQL is copied by its own program: pg_dump --format=custom --file=FILE "URL"')
    copy_store(path, args.file)
    print(f"{args.file}: {args.file.stat().st_size:,} bytes. It holds names and addresses: encrypt it, and keep it elsewhere.")
    return 0


def restore(args: argparse.Namespace, now: int, new_id: NewId) -> int:
    """The exit code. Raises UnfitFile, OldSchemaError: then nothing was changed."""
    path = _sqlite_path(args.database)
    if (path is None) == (args.file is not None):
        raise UnfitFile("SQLite: name the FILE to put back. PostgreSQL: run pg_restore first, then `doorstep restore` without a FILE.")
    journal = journal_of(args.database, args.journal)
    if journal is not None:
        _check_journal(journal.path, is_named=args.journal is not None)
    means = Means(now, new_id, journal.path if journal else None)
    above = _highest_in(args.replaces) if args.replaces else 0
    restored = restore_sqlite(path, args.file, means, above) if path is not None else _renew(args.database, means, above)
    for line in restored.told():
        print(line)
    return 0


def _check_journal(path: Path, *, is_named: bool) -> None:
    """Raises UnfitFile. One that nobody named may be missing: nothing was done at a desk yet, or it went with its disk, and the restore says so."""
    try:
        path.open("rb").close()
    except FileNotFoundError as error:
        if is_named:
            raise UnfitFile(
                f"{path}: there is no such journal. Nothing was changed. If it is lost, or never had a line, make an empty file there, and restore again."
            ) from error
    except OSError as error:
        raise UnfitFile(f"The journal {path} cannot be read: {error.strerror or error}. Nothing was changed.") from error


class Means(msgspec.Struct, frozen=True):
    """`journal`: the file with what desks did; None: none is kept."""

    now: int
    new_id: NewId
    journal: Path | None


class Restored(msgspec.Struct, frozen=True):
    """`unread`: lines of the journal that could not be read; None: there is no journal. `absent`: what it counted and does not hold.

    `awaited`: doors that a desk gave to somebody, and that are not in the copy. `overruled`: lines whose place others took, by a copy that was
    served before it was restored. `journal`: where it was looked for, None: nowhere. `is_anothers`: it tells of other stores only.
    """

    doors: int
    replayed: Replayed
    unread: int | None
    absent: int
    awaited: int = 0
    overruled: int = 0
    journal: Path | None = None
    is_anothers: bool = False

    def told(self) -> Iterator[str]:
        yield f"{self.doors} doors are as they were in the copy. Phones that ask now first send what they sent in the last 14 days."
        if self.unread is None:
            yield (
                "No journal was kept."
                if self.journal is None
                else (f"There is no journal at {self.journal}. If there is one elsewhere, restore again with --journal.")
            )
            yield "Not in the copy: what was done at a desk since. Do again what is needed: share doors out, end access."
            return
        if self.is_anothers:
            yield f"The journal {self.journal} says nothing of this store, but of another one. If that is a mistake, restore again with this store's own."
        yield f"Done again from the journal of the desks: {_listed(self.replayed.done)}."
        if self.awaited:
            yield f"{self.awaited} doors that a desk gave away are not in the copy: they go there once the phones of their finders bring them."
        if rolls := [each for each in self.replayed.rolls if not isinstance(each, RollTakenBack)]:
            yield f"Rolls that were imported since are not in the copy. Import again: {_files(rolls)}."
        if undone := [each for each in self.replayed.rolls if isinstance(each, RollTakenBack)]:
            yield f"Rolls in the copy that were taken back since. Take back again: {_files(undone)}."
        if self.replayed.left:
            yield f"Not done again, because the copy does not know whom or what they name: {_listed(self.replayed.left)}. Look at these."
        if moves := ", ".join(f"{each.doors} doors ({_at(each.at)})" for each in self.replayed.unfinished):
            yield f"Moves that were under way, and whose orders are not in the copy. Look what is left to move of: {moves}."
        if self.absent:
            yield f"{self.absent} times something was done since that this journal does not hold: it is another one, or begins later."
        if self.unread:
            yield f"{self.unread} lines of the journal cannot be read; one that a crash cut off was never answered."
        if self.overruled:
            yield f"{self.overruled} times something was done that is not done again: a copy was served before it was restored, and wrote over it. Look at it."


def _files(rolls: Sequence[RollBrought]) -> str:
    return ", ".join(f"“{each.file}” ({_at(each.at)})" for each in rolls)


def _at(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counted.items())) or "nothing"


def restore_sqlite(path: Path, file: Path, means: Means, above: int = 0) -> Restored:
    """Made ready beside the store and put into it in one transaction; what the store was is kept beside it."""
    check_file(file)
    with closing(hold_store(path)) as held:
        ready = path.with_name(f"{path.name}.restoring")
        _remove(ready)  # a restore that was killed left its log, which SQLite would read into this copy
        try:
            shutil.copyfile(file, ready)
            os.chmod(ready, 0o600)
            restored = _renew(f"sqlite:///{ready}", means, max(above, highest_version(held)))
            if held.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                before = path.with_name(f"{path.name}.before-{means.now}")
                keep_copy(held, before)
                print(f"What the store was until now is kept in {before}.")
            put_back(ready, held)
        except (OSError, sqlite3.DatabaseError) as error:
            raise UnfitFile(f"{file} cannot be put back: {error}. The store is as it was.") from error
        finally:
            _remove(ready)
    return restored


def _remove(store: Path) -> None:
    """With what SQLite keeps beside it; the logs first, so that what is left of this is never a copy with another one's log."""
    for suffix in ("-wal", "-shm", ""):
        store.with_name(store.name + suffix).unlink(missing_ok=True)


def _highest_in(url: str) -> int:
    """Of all that a store has given. Raises UnfitFile where it still gives more, or cannot be read."""
    path = _sqlite_path(url)
    return _highest_in_database(url) if path is None else highest_in_file(path)


def _highest_in_database(url: str) -> int:

    def work(conn: Connection) -> int:
        _need_alone(conn)
        highest: int = fetch(conn, HIGHEST)[0][0]
        return highest

    try:
        return open_store(url).read_now(work)
    except (DBAPIError, PostgresError, OSError) as error:
        raise UnfitFile(
            f"The database that is replaced cannot be read ({type(error).__name__}): leave --replaces out. Nothing was changed."
        ) from error


def _need_alone(conn: Connection) -> None:
    if conn.dialect.name == "postgresql" and fetch(conn, OTHERS)[0][0]:
        raise UnfitFile(SERVED)


def _renew(url: str, means: Means, above: int = 0) -> Restored:
    def work(conn: Connection) -> Restored:
        _need_alone(conn)
        place = journal_place(conn)
        kept = means.journal if means.journal is not None and means.journal.exists() else None
        lines = read_lines(kept) if kept is not None else Lines()
        lacking = younger(lines.entries, *place) if place else []
        absent = lacking[-1].n - place[1] - len(lacking) if place and lacking else 0
        replayed = replay_deeds(conn, lacking, means.new_id)
        base = next_base(conn, means.now, above=above, far_above=lines.bases.get(place[0], 0) if place else 0)
        if means.journal is not None:
            write_down(conn, means.journal, [StoreRenewed(at=means.now, base=base)])
        doors = renew_store(conn, base, means.new_id)
        unread = None if kept is None else lines.unread
        is_anothers = bool(place and lines.entries and place[0] not in {each.store for each in lines.entries})
        return Restored(doors, replayed, unread, absent, count_awaited(conn), lines.overruled, means.journal, is_anothers)

    store = open_store(url)  # no journal is kept of doing again what stands in it
    restored: Restored | None = None
    try:
        ready_schema(store)
        restored = store.write_now(work)
        return restored
    finally:
        asyncio.run(_finish(store, has_erased=restored is not None and bool(restored.replayed.done["household_erased"])))


async def _finish(store: Store, *, has_erased: bool) -> None:
    """Nothing lies in freed space of those who were erased again."""
    try:
        if has_erased:
            await store.scrub()
    finally:
        await store.close()


def _sqlite_path(url: str) -> Path | None:
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
