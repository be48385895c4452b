"""A copy that was put in a store's place and served, without a restore, writes over nothing that the journal holds."""

import asyncio
from argparse import Namespace
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from server.app import parts_of
from server.backup.command import Restored, restore
from server.backup.sqlite_file import UnfitFile
from server.journal.deeds import AccessEnded, Entry
from server.journal.file import append, line_of, read_lines
from server.journal.replay import Replayed
from server.settings import Settings
from tests.server.journal.copies import Copies
from tests.server.journal.replaying import replayed
from tests.server.office import Office
from tests.server.test_backup import cli, path_of


async def ends(office: Office, *names: str) -> None:
    for name in names:
        await office.post("cora", f"/api/people/{office.of.people[name]}/end")


@pytest.fixture
async def served(office: Office, older: str, journal: Path) -> AsyncIterator[Office]:
    """The office after three deeds, over the copy of before them."""
    await ends(office, "ben", "cai", "dan")
    parts = parts_of(Settings(database=older, journal=journal), clock=office.clock)
    whole = {name: office.app.state[name] for name in parts}
    office.app.state.update(parts)
    yield office
    await office.app.state.store.close()
    office.app.state.update(whole)


async def test_a_copy_that_is_served_before_it_is_restored_overrules_nothing(served: Office, older: str, journal: Path) -> None:
    before = journal.read_bytes()

    refused = await served.refused("cora", "POST", f"/api/people/{served.of.people['cai']}", {"name": "蔡"})

    told, _, _ = await replayed(served, older, journal)
    assert refused == (503, "store_full")
    assert (journal.read_bytes(), told.done["access_ended"]) == (before, 3)


async def test_a_server_does_not_start_over_a_copy_that_was_not_restored(
    office: Office, older: str, journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await ends(office, "ben", "cai")

    assert await cli("serve", "--database", older, "--journal", str(journal)) == 1

    assert "run `doorstep restore`" in capsys.readouterr().err


async def test_desks_go_on_after_a_restore_and_it_may_be_put_back_again(office: Office, copies: Copies) -> None:
    copy = await copies.take()
    await ends(office, "ben", "cai")
    await copies.put_back(copy)
    await ends(office, "dan")

    lines = read_lines(copies.journal)
    assert ([entry.n for entry in lines.entries], lines.overruled) == ([lines.entries[0].n + more for more in range(4)], 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_store_whose_restores_broke_off_is_served_as_it_was(office: Office, copies: Copies, sqlite_database_url: str) -> None:
    """Each had written its line before it found no room to keep what the store was."""
    copy = await copies.take()
    await ends(office, "ben", "cai")
    await office.app.state.store.close()
    await office.store.close()
    args = Namespace(database=sqlite_database_url, file=path_of(copy), journal=copies.journal, replaces=None)
    for now in (1, 2, 3):
        path_of(f"{sqlite_database_url}.before-{now}").touch()
        with pytest.raises(UnfitFile, match="is there already"):
            await asyncio.to_thread(restore, args, now, office.ids)
    before = read_lines(copies.journal)

    office.app.state.update(parts_of(Settings(database=sqlite_database_url, journal=copies.journal), clock=office.clock))
    await ends(office, "dan")

    lines = read_lines(copies.journal)
    ended = [deed.person_id for entry in lines.entries for deed in entry.deeds if isinstance(deed, AccessEnded)]
    assert ended == [office.of.people[name] for name in ("ben", "cai", "dan")]
    assert (lines.overruled, lines.bases) == (0, before.bases)


def test_a_restore_says_what_a_copy_that_was_served_wrote_over(tmp_path: Path) -> None:
    """By a version of before, which let it."""
    store, path = uuid4(), tmp_path / "journal"
    for n in (1, 2, 3, 3, 4, 2):
        append(path, line_of(Entry(n, store, (AccessEnded(at=1, person_id=store),))))

    lines = read_lines(path)

    assert [entry.n for entry in lines.entries] == [1, 2]
    said = list(Restored(0, Replayed(Counter(), Counter()), lines.unread, 0, 0, lines.overruled).told())
    assert any(line.startswith("2 times something was done that is not done again") for line in said)
