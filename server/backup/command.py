"""`doorstep backup FILE` and `doorstep restore FILE`."""

import argparse
import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, make_url

from server.backup.renewing import renew_store
from server.backup.sqlite_file import SERVED, UnfitFile, check_file, copy_store, hold_store, keep_copy, put_back
from server.db.driver import fetch
from server.db.engine import open_store
from server.db.migrate import ready_schema

OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
NewId = Callable[[], UUID]


def add_backup_arguments(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file; it holds names and addresses")


def add_restore_arguments(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("file", type=Path, nargs="?", metavar="FILE", help="SQLite: a copy that `backup` made; PostgreSQL: none")


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
    doors = _renew(args.database, now, new_id) if path is None else _restore_sqlite(path, args.file, now, new_id)
    print(f"{doors} doors are as they were in the copy. Phones that ask now first send what they sent in the last 14 days.")
    print("Not in the copy: what was done at a desk since. Share doors out, end access and report lost phones again where that is needed.")
    return 0


def _restore_sqlite(path: Path, file: Path, now: int, new_id: NewId) -> int:
    """Made ready beside the store and put into it in one transaction; what the store was is kept beside it."""
    check_file(file)
    with closing(hold_store(path)) as held:
        ready = path.with_name(f"{path.name}.restoring")
        try:
            shutil.copyfile(file, ready)
            os.chmod(ready, 0o600)
            doors = _renew(f"sqlite:///{ready}", now, new_id)
            if held.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                before = path.with_name(f"{path.name}.before-{now}")
                keep_copy(held, before)
                print(f"What the store was until now is kept in {before}.")
            put_back(ready, held)
        finally:
            for suffix in ("", "-wal", "-shm"):
                ready.with_name(ready.name + suffix).unlink(missing_ok=True)
    return doors


def _renew(url: str, now: int, new_id: NewId) -> int:
    def work(conn: Connection) -> int:
        if conn.dialect.name == "postgresql" and fetch(conn, OTHERS)[0][0]:
            raise UnfitFile(SERVED)
        return renew_store(conn, now, new_id)

    store = open_store(url)
    try:
        ready_schema(store)
        return store.write_now(work)
    finally:
        asyncio.run(store.close())


def _sqlite_path(url: str) -> Path | None:
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
