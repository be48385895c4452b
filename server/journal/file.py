"""The journal's file: for each transaction a line of JSON with its checksum, synced before the transaction commits (SPEC.md, S-15 and S-16)."""

import os
from collections import defaultdict
from collections.abc import Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from uuid import UUID
from zlib import crc32

import msgspec
from sqlalchemy import Connection, make_url

from server.db.attempt import NOTED
from server.db.driver import fetch
from server.db.refusals import StoreFull
from server.journal.deeds import AnyDeed, Entry, StoreRenewed

NEXT = "UPDATE organization SET journal_n = journal_n + 1 RETURNING journal_n, id"
PLACE = "SELECT id, journal_n FROM organization"
_encode = msgspec.json.Encoder().encode
_entry = msgspec.json.Decoder(Entry)


class NotRestored(StoreFull):
    """The journal holds what the store does not: it is a copy of before, and a line by it would overrule what was answered. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "the journal holds what was done after this copy of the store was taken: stop the server and run `doorstep restore`, "
            "or move the journal away to give that up"
        )


class Journal:
    """What the store calls around each writing transaction: `db/engine.py`'s Witness."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, conn: Connection) -> None:
        conn.info[NOTED] = []

    def end(self, conn: Connection) -> None:
        """Before the commit: the transaction's deeds are on disk when this returns. Raises StoreFull; then nothing may be committed."""
        write_down(conn, self.path, conn.info.pop(NOTED, []))


def write_down(conn: Connection, path: Path, deeds: Sequence[AnyDeed]) -> None:
    """A line of its own for the running transaction, which counts it. Raises StoreFull."""
    if deeds and (rows := fetch(conn, NEXT)):
        n, store = rows[0]
        try:
            if last_number(path, store) > n:
                raise NotRestored
            append(path, line_of(Entry(n, store, tuple(deeds))))
        except OSError as error:
            raise StoreFull("the journal of what desks do cannot be written") from error


def need_restored(conn: Connection, path: Path) -> None:
    """Raises NotRestored for a copy that is to be served as it was put there; OSError where the journal cannot be read.

    Of one line more than the store counts nobody can tell whether it was committed: it may be there.
    """
    for store, n in fetch(conn, PLACE):
        if last_number(path, store) > n + 1:
            raise NotRestored


def note(conn: Connection, deed: AnyDeed) -> None:
    """Write down what the running transaction does. Nothing where no journal is kept: a restore, tests of the store alone."""
    if (noted := conn.info.get(NOTED)) is not None:
        noted.append(deed)


def journal_of(url: str, path: Path | None) -> Journal | None:
    """At `path`; else, for SQLite, beside the store. PostgreSQL keeps one only where it is told to."""
    parsed = make_url(url)
    if path is None and parsed.get_backend_name() == "sqlite" and parsed.database:
        path = Path(f"{parsed.database}.desk-journal")
    return None if path is None else Journal(path)


def line_of(entry: Entry) -> bytes:
    """JSON, and behind a tab, which no JSON of ours holds, its CRC-32 as 8 hexadecimal digits."""
    written = _encode(entry)
    return written + _checked(written)


def _checked(written: bytes) -> bytes:
    return b"\t%08x" % crc32(written)


def append(path: Path, line: bytes) -> None:
    """One line, synced. A line that a crash cut off before is closed first, so that it spoils no other."""
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        cut = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        _write_whole(handle, (b"\n" if cut else b"") + line + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)


def _write_whole(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Lines(msgspec.Struct, frozen=True):
    """`entries`: each store's in the order written. Of two with one number only the later was committed.

    `unread`: so many lines could not be read. `overruled`: so many more than one each had another take their place, and may have been answered:
    that one is by a copy that was served before it was restored. `bases`: the highest version base that a restore of each store has given,
    also one that came to nothing in the end.
    """

    entries: list[Entry] = []
    unread: int = 0
    overruled: int = 0
    bases: dict[UUID, int] = {}


def read_lines(path: Path) -> Lines:
    kept: defaultdict[UUID, list[Entry]] = defaultdict(list)
    unread = overruled = 0
    bases: dict[UUID, int] = {}
    for line in path.read_bytes().splitlines():
        entry = _read(line)
        if entry is None:
            unread += bool(line.strip())
            continue
        for deed in entry.deeds:
            if isinstance(deed, StoreRenewed):
                bases[entry.store] = max(deed.base, bases.get(entry.store, 0))
        overruled += max(_overrule(kept[entry.store], entry) - 1, 0)
        kept[entry.store].append(entry)
    return Lines([entry for mine in kept.values() for entry in mine], unread, overruled, bases)


def _overrule(mine: list[Entry], entry: Entry) -> int:
    """How many lines with deeds the entry takes the place of."""
    count = 0
    while mine and mine[-1].n >= entry.n:
        count += _has_deeds(mine.pop())
    return count


def _has_deeds(entry: Entry) -> bool:
    """That a store was renewed is none: a restore that broke off after it has changed nothing."""
    return any(not isinstance(deed, StoreRenewed) for deed in entry.deeds)


def _read(line: bytes) -> Entry | None:
    """None: it is not as it was written. Lines of before have no checksum."""
    written, tab, _ = line.partition(b"\t")
    if tab and line != written + _checked(written):
        return None
    try:
        return _entry.decode(written)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def last_number(path: Path, store: UUID) -> int:
    """Of the last line with deeds of this store that can be read; 0: there is none. It is looked for from the file's end."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        end = len(data)
        while end > 0:
            start = data.rfind(b"\n", 0, end) + 1
            entry = _read(data[start:end])
            if entry is not None and entry.store == store and _has_deeds(entry):
                return entry.n
            end = start - 1
    return 0


def younger(entries: Sequence[Entry], store: object, n: int) -> list[Entry]:
    """What a copy of this store, taken when it had written `n`, lacks."""
    return [entry for entry in entries if entry.store == store and entry.n > n]
