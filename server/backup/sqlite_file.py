"""Copies of an SQLite store, taken and put back whole by SQLite's own backup interface (https://sqlite.org/backup.html)."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from server.backup.renewing import HIGHEST

SERVED = "A server or another command has this store open: stop it first. Nothing was changed."
PAGES = 256  # copied at a time: between two times a server may write


class UnfitFile(Exception):
    """A file that cannot serve as it was asked to; the message says which and why."""


def copy_store(store: Path, to: Path) -> None:
    """A copy as of one moment, also while a server writes; readable by its owner alone. Raises UnfitFile where `to` is there already, and where
    `store` cannot be read or `to` not be written.
    """
    if not store.is_file():
        raise UnfitFile(f"{store}: there is no store here.")
    partial = _new_file(to.with_name(f"{to.name}.partial"))
    if to.exists():
        partial.unlink()
        raise UnfitFile(f"{to} is there already: give another name.")
    try:
        with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy, pages=PAGES, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        _sync(partial)
        os.replace(partial, to)
        _sync(to.parent)
    except BaseException as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, sqlite3.DatabaseError | OSError):
            raise UnfitFile(f"{store} cannot be copied: {error}.") from error
        raise


def check_file(file: Path) -> None:
    """Raises UnfitFile if it is no whole SQLite store."""
    if not file.is_file():
        raise UnfitFile(f"{file}: there is no such file.")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as found:
            said = found.execute("PRAGMA integrity_check").fetchone()[0]
            is_ours = found.execute("SELECT count(*) FROM sqlite_master WHERE name = 'organization'").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise UnfitFile(f"{file} cannot be read as a backup: {error}.") from error
    if said != "ok":
        raise UnfitFile(f"{file} is damaged: {said}.")
    if not is_ours:
        raise UnfitFile(f"{file} is not a store of Doorstep.")


def hold_store(store: Path) -> sqlite3.Connection:
    """A connection beside which nobody else has the store open, until it is closed. Raises UnfitFile."""
    held = sqlite3.connect(store, isolation_level=None, timeout=0)
    try:
        held.execute("PRAGMA locking_mode=EXCLUSIVE")
        held.execute("PRAGMA journal_mode=WAL")
        held.execute("PRAGMA synchronous=FULL")
        held.execute("BEGIN EXCLUSIVE")
        held.execute("COMMIT")  # in this mode the lock stays
    except sqlite3.DatabaseError as error:
        held.close()
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise UnfitFile(SERVED) from error
        raise UnfitFile(f"{store} cannot be opened ({error}): move it away, with what lies beside it, and restore again.") from error
    return held


def highest_version(held: sqlite3.Connection) -> int:
    """Of all that a held store has given, which a copy put into it must go on above even if the clock does not. 0: it is empty."""
    if not held.execute("SELECT count(*) FROM sqlite_master WHERE name = 'organization'").fetchone()[0]:
        return 0
    highest: int = held.execute(HIGHEST).fetchone()[0]
    return highest


def highest_in_file(store: Path) -> int:
    """The same of a store that nobody may have open meanwhile. Raises UnfitFile."""
    check_file(store)
    with closing(hold_store(store)) as held:
        return highest_version(held)


def put_back(file: Path, held: sqlite3.Connection) -> None:
    """Replace what is in the held store by the file's, in one transaction: after a crash it is the one or the other."""
    with closing(sqlite3.connect(file)) as source:
        source.backup(held)


def kept_beside(url: str) -> list[Path]:
    """What restores have kept beside an SQLite store: each holds the people who were in it then."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return []
    store = Path(parsed.database)
    return sorted(store.parent.glob(f"{store.name}.before-*"))


def keep_copy(held: sqlite3.Connection, to: Path) -> None:
    """What a held store was, in a new file. Raises UnfitFile, and then there is none."""
    _new_file(to)
    try:
        with closing(sqlite3.connect(to)) as copy:
            held.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        _sync(to)
    except BaseException as error:
        to.unlink(missing_ok=True)
        if isinstance(error, sqlite3.DatabaseError | OSError):
            raise UnfitFile(f"What the store is cannot be kept in {to}: {error}. Nothing was changed.") from error
        raise


def _new_file(path: Path) -> Path:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise UnfitFile(f"{path} is there already: move it away first.") from error
    except OSError as error:
        raise UnfitFile(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def _sync(path: Path) -> None:
    """To disk: a file's bytes, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
