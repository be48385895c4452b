"""Lines of a journal that cannot be read, or whose people nobody knows, stop nothing."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from server.journal.deeds import AccessEnded, DoorsMoved, Entry
from server.journal.file import append, last_number, line_of, read_lines, younger
from server.journal.replay import journal_place
from tests.server.journal.replaying import replayed
from tests.server.office import Office

NO_TEXT = b'{"n":2,"store":"00000000-0000-0000-0000-000000000001","deeds":[{"what":"person_made","at":1,"name":"A\xe9"}]}'


@pytest.mark.parametrize("spoilt", [NO_TEXT, b'{"n":2,"deep":' + b"[" * 100_000], ids=["no text", "too deep"])
def test_a_line_that_is_spoilt_is_counted_and_stops_nothing(tmp_path: Path, spoilt: bytes) -> None:
    store, path = uuid4(), tmp_path / "journal"
    for line in (ended(1, store), spoilt, ended(3, store)):
        append(path, line)

    lines = read_lines(path)

    assert ([each.n for each in lines.entries], lines.unread) == ([1, 3], 1)


def test_of_two_stores_in_one_journal_none_overrules_the_others(tmp_path: Path) -> None:
    mine, other, path = uuid4(), uuid4(), tmp_path / "journal"
    for n, store in ((1, mine), (2, mine), (1, other), (2, mine), (2, other)):  # the first 2 of mine was never committed
        append(path, ended(n, store))

    lines = read_lines(path)

    assert [[each.n for each in younger(lines.entries, of, 0)] for of in (mine, other)] == [[1, 2], [1, 2]]
    assert lines.overruled == 0
    assert [last_number(path, each) for each in (mine, other, uuid4())] == [2, 2, 0]


def ended(n: int, store: UUID) -> bytes:
    return line_of(Entry(n, store, (AccessEnded(at=1, person_id=store),)))


@pytest.mark.parametrize("place", [5, 40, 60, -1], ids=["its number", "a letter", "an id", "the checksum"])
def test_a_line_that_is_not_as_it_was_written_is_not_believed(tmp_path: Path, place: int) -> None:
    store, path = uuid4(), tmp_path / "journal"
    whole = ended(1, store)
    flipped = bytearray(whole)
    flipped[place] = ord("7") if whole[place] != ord("7") else ord("8")
    for line in (bytes(flipped), ended(2, store)):
        append(path, line)

    lines = read_lines(path)

    assert ([each.n for each in lines.entries], lines.unread) == ([2], 1)


def test_a_line_of_before_has_no_checksum(tmp_path: Path) -> None:
    store, path = uuid4(), tmp_path / "journal"
    append(path, ended(1, store).partition(b"\t")[0])

    assert [each.n for each in read_lines(path).entries] == [1]


async def test_a_line_by_somebody_whom_the_copy_does_not_know_does_not_stop_the_restore(office: Office, older: str, journal: Path) -> None:
    """The journal begins later, or the line of who was made cannot be read."""
    store_id, n = await office.store.read(journal_place)  # type: ignore[misc]
    doors, move = (office.team.doors[0],), uuid4()
    moved = DoorsMoved(
        at=1, campaign_id=office.campaign, household_ids=doors, team_id=office.other.id, person_id=None, move_id=move, by_person_id=uuid4()
    )
    append(journal, line_of(Entry(n + 2, store_id, (moved,))))
    append(journal, line_of(Entry(n + 3, store_id, (AccessEnded(at=1, person_id=office.of.people["ben"]),))))

    told, _, _ = await replayed(office, older, journal)

    assert dict(told.done) == {"doors_moved": 1, "access_ended": 1}
