"""Copies of an office's store on either database, and the office after one was put back with its journal."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from server.app import parts_of
from server.backup.sqlite_file import copy_store
from server.settings import Settings
from tests.postgres import Postgres
from tests.server.office import Office
from tests.server.test_backup import cli, path_of


class Copies:
    """`journal`: the one that the office keeps. `postgres` gives the server, where the office's store is there."""

    def __init__(self, office: Office, url: str, journal: Path, postgres: Callable[[], Postgres]) -> None:
        self.office, self.url, self.journal, self._postgres = office, url, journal, postgres
        self.made: list[str] = []

    async def take(self) -> str:
        """The address of a copy as of now."""
        if self.url.startswith("sqlite"):
            copy = path_of(self.url).with_name("copy.sqlite")
            copy_store(path_of(self.url), copy)
            return f"sqlite:///{copy}"
        for store in (self.office.store, self.office.app.state.store):
            await store.close()  # nobody may be in a database that is copied; who asks next is in again
        name = f"copy_{uuid4().hex}"
        self._postgres().copy(self.url.rpartition("/")[2], name)
        self.made.append(name)
        return self._postgres().url(name)

    async def put_back(self, copy: str) -> None:
        """By the command, and the office goes on with it."""
        for store in (self.office.store, self.office.app.state.store):
            await store.close()
        url = self.url if copy.startswith("sqlite") else copy
        file = [str(path_of(copy))] if copy.startswith("sqlite") else []
        assert await cli("restore", *file, "--database", url, "--journal", str(self.journal)) == 0
        self.office.app.state.update(parts_of(Settings(database=url, journal=self.journal), clock=self.office.clock))
        self.office.store = self.office.app.state.store

    def drop(self) -> None:
        for name in self.made:
            self._postgres().drop(name)
