"""The schema's versions: Alembic's scripts, run inside a transaction of our own on either database."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from server.db.engine import Store
from server.db.tables import metadata

OVERWRITES = "0016"  # from here on what is deleted is overwritten; what was deleted before still lies in an SQLite file
SCRIPTS = Path(__file__).parent / "migrations"


class OldSchemaError(Exception):
    """The store is of another version of Doorstep; the message says what to run."""


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return ScriptDirectory.from_config(config)


def ready_schema(store: Store) -> None:
    """Make the schema in a new store; leave a current one alone. Raises OldSchemaError."""
    at, is_empty = store.read_now(_state)
    if is_empty:
        migrate(store, "head")
    elif at != _head():
        known = {script.revision for script in scripts().walk_revisions()}
        if at is not None and at not in known:
            raise OldSchemaError("This store was made by a newer Doorstep: start that one.")
        raise OldSchemaError("This store is older than this Doorstep. Make a copy of it, then run: doorstep migrate --database URL")


def is_current(conn: Connection) -> bool:
    """Whether the tables are this version's. Tables that no migration made are taken for it."""
    at, _ = _state(conn)
    return at is None or at == _head()


@lru_cache(maxsize=1)
def _head() -> str | None:
    return scripts().get_current_head()


def migrate(store: Store, to: str) -> tuple[str | None, str | None]:
    """Bring the schema to a version ("head", "base" or a revision), up or down. The versions before and after."""

    def work(conn: Connection) -> tuple[str | None, str | None]:
        before, _ = _state(conn)
        _run(conn, to)
        return before, _state(conn)[0]

    before, after = store.write_now(work)
    if before is not None and before < OVERWRITES <= (after or ""):
        store.rebuild_now()
    return before, after


def _run(conn: Connection, to: str) -> None:
    directory = scripts()
    is_down = to == "base" or _is_behind(directory, conn, to)

    def steps(revision: Any, _: object) -> Any:
        return directory._downgrade_revs(to, revision) if is_down else directory._upgrade_revs(to, revision)

    with EnvironmentContext(Config(), directory, fn=steps) as environment:
        # the transaction is the store's: Alembic is told that there is none
        environment.configure(connection=conn, target_metadata=metadata, render_as_batch=True, transactional_ddl=False)
        environment.run_migrations()


def _is_behind(directory: ScriptDirectory, conn: Connection, to: str) -> bool:
    at, _ = _state(conn)
    if to == "head" or at is None:
        return False
    below = {script.revision for script in directory.iterate_revisions(at, "base")}
    return to in below and to != at


def _state(conn: Connection) -> tuple[str | None, bool]:
    """The version, and whether the store has no tables at all."""
    at = MigrationContext.configure(conn, opts={"transactional_ddl": False}).get_current_revision()
    return at, at is None and not inspect(conn).has_table("organization")
