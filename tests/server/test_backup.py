"""A store put back from an older copy: phones bring what it lacks, and nothing they hold is above it."""

import asyncio
import resource
import sqlite3
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from server.backup.command import restore
from server.backup.renewing import next_base, renew_store
from server.backup.sqlite_file import UnfitFile, keep_copy
from server.cli import main
from server.db.engine import open_store
from server.journal.file import read_lines
from sync.digest import MODULUS
from tests.postgres import Postgres
from tests.server.office import Office


async def renewed(office: Office) -> None:
    await office.store.write(lambda conn: renew_store(conn, next_base(conn, office.clock()), uuid4))


async def test_after_a_restore_every_card_is_above_what_phones_hold_and_digests_agree(office: Office) -> None:
    ann = office.phone("ann")
    await ann.push(ann.visit(office.team.doors[0], office.campaign))
    await ann.pull()
    before = {door: card["version"] for door, card in ann.cards.items()}

    await renewed(office)
    pages = (await ann.pull())["slices"]

    assert all(page["reset"] for page in pages)
    assert all(card["version"] > before[door] for door, card in ann.cards.items())
    digest = ann.digests[str(office.team.cards)]
    assert digest == {"count": len(ann.cards), "sum": sum(card["tag"] for card in ann.cards.values()) % MODULUS}


async def test_each_restore_lifts_versions_again_and_later_work_goes_above(office: Office) -> None:
    ann = office.phone("ann")
    bases = []
    for _ in range(2):
        await renewed(office)
        bases.append((await office.rows("SELECT version_base FROM organization"))[0][0])

    reply = await ann.push(ann.visit(office.team.doors[0], office.campaign))

    assert bases[0] < bases[1] < reply["receipts"][0]["version"]
    assert bases[0] >= office.clock() // 1000 * 2**20


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


async def cli(*args: str) -> int:
    return await asyncio.to_thread(main, args)


@pytest.fixture
async def copy_of(office: Office, sqlite_database_url: str, tmp_path: Path) -> Path:
    """A copy that `backup` took of the office's store while it is served."""
    assert await cli("backup", str(tmp_path / "copy"), "--database", sqlite_database_url) == 0
    return tmp_path / "copy"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_sent_after_the_copy_was_taken_counts_once_when_it_is_sent_again(
    office: Office, sqlite_database_url: str, copy_of: Path
) -> None:
    ann = office.phone("ann")
    visit = ann.visit(office.team.doors[0], office.campaign)
    await ann.push(visit)
    await office.store.close()
    await office.app.state.store.close()

    assert await cli("restore", str(copy_of), "--database", sqlite_database_url) == 0

    assert count(sqlite_database_url, "visits") == 0
    assert count(f"sqlite:///{next(path_of(sqlite_database_url).parent.glob('*.before-*'))}", "visits") == 1
    restored = open_store(sqlite_database_url)
    office.app.state.store = office.store = restored
    again = [await ann.push(visit) for _ in range(2)]
    assert [reply["receipts"][0]["outcome"] for reply in again] == ["applied", "applied"]
    assert await office.rows("SELECT count(*) FROM visits") == [(1,)]
    await restored.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_restore_goes_on_above_the_store_that_it_replaces_even_if_the_clock_went_back(
    office: Office, sqlite_database_url: str, copy_of: Path
) -> None:
    args = Namespace(database=sqlite_database_url, file=copy_of, journal=None, replaces=None)
    ann, versions = office.phone("ann"), []
    for hours in (3, 1):
        await office.store.close()
        await office.app.state.store.close()
        now = office.clock() + hours * 3_600_000
        await asyncio.to_thread(restore, args, now, uuid4)
        office.app.state.store = office.store = open_store(sqlite_database_url)
        versions += [row[0] for row in await office.rows("SELECT version FROM households WHERE id = ?", office.team.doors[0])]
        versions.append((await ann.push(ann.visit(office.team.doors[0], office.campaign)))["receipts"][0]["version"])

    assert versions == sorted(set(versions))
    await office.store.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_copy_put_back_elsewhere_goes_on_above_the_file_that_it_replaces(
    office: Office, sqlite_database_url: str, copy_of: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere'}"
    args = Namespace(database=elsewhere, file=copy_of, journal=None, replaces=sqlite_database_url)
    sent = (await office.phone("ann").push(office.phone("ann").visit(office.team.doors[0], office.campaign)))["receipts"][0]["version"]
    served = await cli("restore", str(copy_of), "--database", elsewhere, "--replaces", sqlite_database_url)
    missing = await cli("restore", str(copy_of), "--database", elsewhere, "--replaces", f"{sqlite_database_url}_gone")
    await office.store.close()
    await office.app.state.store.close()

    await asyncio.to_thread(restore, args, office.clock() - 24 * 3_600_000, uuid4)

    office.app.state.store = office.store = open_store(elsewhere)
    [(version,)] = await office.rows("SELECT version FROM households WHERE id = ?", office.team.doors[0])
    said = capsys.readouterr().err
    assert (served, missing, version > sent) == (1, 1, True)
    assert "stop it first" in said
    assert "no such file" in said
    assert not path_of(f"{sqlite_database_url}_gone").exists()
    await office.store.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_store_that_is_open_elsewhere_is_not_restored(
    office: Office, sqlite_database_url: str, copy_of: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    epoch = await office.rows("SELECT epoch FROM organization")

    assert await cli("restore", str(copy_of), "--database", sqlite_database_url) == 1

    assert "stop it first" in capsys.readouterr().err
    assert await office.rows("SELECT epoch FROM organization") == epoch


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_restore_says_where_it_found_no_journal(
    office: Office, copy_of: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of one that goes with its store; and it changes nothing without one that was named, or that it cannot read."""
    new, folder = tmp_path / "new.sqlite", tmp_path / "folder"
    folder.mkdir()

    named = [await cli("restore", str(copy_of), "--database", f"sqlite:///{new}", "--journal", f"{each}") for each in (new, folder)]
    was_made, refused = new.exists(), capsys.readouterr().err.splitlines()
    done = await cli("restore", str(copy_of), "--database", f"sqlite:///{new}")

    assert (named, was_made, done) == ([1, 1], False, 0)
    assert [f"{new}: there is no such journal" in refused[0], f"{folder} cannot be read" in refused[1], len(refused)] == [True, True, 2]
    said = capsys.readouterr().out
    assert f"There is no journal at {new}.desk-journal." in said
    assert "Done again" not in said


@pytest.mark.parametrize("spoil", [lambda whole: b"", lambda whole: whole[: len(whole) // 2], lambda whole: b"name,phone\n" * 900])
async def test_a_file_that_is_no_whole_copy_is_refused_and_the_store_stays(
    spoil: Callable[[bytes], bytes], sqlite_database_url: str, tmp_path: Path
) -> None:
    copy, before = tmp_path / "copy", path_of(sqlite_database_url).read_bytes()
    copy.write_bytes(spoil(before))

    assert await cli("restore", str(copy), "--database", sqlite_database_url) == 1

    assert path_of(sqlite_database_url).read_bytes() == before


async def test_a_copy_never_takes_another_files_place(sqlite_database_url: str, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")

    assert await cli("backup", str(tmp_path / "copy"), "--database", sqlite_database_url) == 1

    assert [(tmp_path / "copy").read_text(), (tmp_path / "copy.partial").exists()] == ["mine", False]


async def test_what_is_no_database_or_finds_no_place_is_not_copied_and_said_in_a_line(
    sqlite_database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photo").write_bytes(b"JFIF" * 2_000)

    done = [
        await cli("backup", str(tmp_path / "copy"), "--database", f"sqlite:///{tmp_path / 'photo'}"),
        await cli("backup", str(tmp_path / "nowhere" / "copy"), "--database", sqlite_database_url),
    ]

    said = capsys.readouterr().err.splitlines()
    assert (done, len(said), list(tmp_path.glob("copy*"))) == ([1, 1], 2, [])
    assert ("cannot be copied" in said[0], "cannot be written" in said[1]) == (True, True)


def test_of_what_finds_no_room_to_be_kept_nothing_is_left(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store")) as held:
        held.execute("CREATE TABLE t (x)")
        held.execute("INSERT INTO t VALUES (zeroblob(1000000))")
        held.commit()
        kept = tmp_path / "store.before-1"

        with room_for(200_000), pytest.raises(UnfitFile, match="Nothing was changed"):
            keep_copy(held, kept)

    assert not kept.exists()


async def test_a_restore_that_finds_no_room_says_so_and_leaves_the_store(
    sqlite_database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, before = tmp_path / "copy", path_of(sqlite_database_url).read_bytes()
    copy.write_bytes(before)

    with room_for(len(before) // 2):
        assert await cli("restore", str(copy), "--database", sqlite_database_url) == 1

    assert "The store is as it was" in capsys.readouterr().err
    assert (path_of(sqlite_database_url).read_bytes(), list(tmp_path.glob("*.restoring*"))) == (before, [])


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """As if the disk were full: no file grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_is_renewed_after_its_own_restore_and_only_while_nobody_is_connected(
    office: Office, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [(epoch,)] = await office.rows("SELECT epoch FROM organization")

    while_served = await cli("restore", "--database", database_url)
    unread = await cli("restore", "--database", database_url, "--replaces", f"{database_url}_gone")
    still = await office.rows("SELECT epoch FROM organization")
    await office.store.close()
    await office.app.state.store.close()

    assert (while_served, unread, still) == (1, 1, [(epoch,)])
    assert "leave --replaces out" in capsys.readouterr().err
    assert await cli("restore", "--database", database_url) == 0


@pytest.fixture
def copies(postgres: Postgres, template: Callable[[str], Path | str]) -> Iterator[list[str]]:
    """Two databases as the office's was at first."""
    names = [f"copy_{uuid4().hex}" for _ in range(2)]
    for name in names:
        postgres.copy(str(template("postgres")), name)
    yield [postgres.url(name) for name in names]
    for name in names:
        postgres.drop(name)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("later_ms", "known_by"), [(1, None), (-3_600_000, "journal"), (-3_600_000, "replaces")])
async def test_a_postgresql_store_goes_on_above_the_one_that_was_put_back_before(
    office: Office, copies: list[str], tmp_path: Path, later_ms: int, known_by: str | None
) -> None:
    """Within the same second by the clock alone; after the clock went back by the journal, or by the database that is replaced."""
    journal = tmp_path / "desk.journal" if known_by == "journal" else None
    if journal is not None:
        journal.touch()
    ann, versions, replaced = office.phone("ann"), [], None
    for at, url in enumerate(copies):
        await office.store.close()
        await office.app.state.store.close()
        args = Namespace(database=url, file=None, journal=journal, replaces=replaced)
        await asyncio.to_thread(restore, args, office.clock() + at * later_ms, uuid4)
        office.app.state.store = office.store = open_store(url)
        versions += [row[0] for row in await office.rows("SELECT version FROM households WHERE id = ?", office.team.doors[0])]
        versions.append((await ann.push(ann.visit(office.team.doors[0], office.campaign)))["receipts"][0]["version"])
        replaced = url if known_by == "replaces" else None

    assert versions == sorted(set(versions))
    assert [deed.base < versions[-1] for entry in read_lines(journal).entries for deed in entry.deeds] == [True, True] if journal else True
    await office.store.close()


def count(url: str, table: str) -> int:
    with closing(sqlite3.connect(path_of(url))) as found:
        number: int = found.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return number
