"""A file's bytes as rows of text, within limits."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

import msgspec
from charset_normalizer import from_bytes

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 4_000  # characters
GUESS_BYTES = 64 * 1024


class Limits(msgspec.Struct, frozen=True):
    """How much of a file is read. The defaults are for what comes over the network; the command line's are its operator's."""

    size: int = MAX_BYTES
    unpacked: int = 50 * 1024 * 1024  # bytes that an archive may hold
    rows: int = MAX_ROWS
    seconds: float = 60  # of processor and of waiting


UPLOADED = Limits()
OPERATORS = Limits(size=64 * 1024 * 1024, unpacked=100 * 1024 * 1024, rows=200_000, seconds=300)


class Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    line: int  # in the file, from 1; of a row that spans several, the first
    cells: tuple[str, ...]


class RollError(Exception):
    """The whole file cannot be taken. `code` is stable, `detail` is for the person who sent it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def read_csv(data: bytes, limits: Limits = UPLOADED) -> tuple[Row, ...]:
    """Every line of a CSV file, blank ones too. Raises RollError."""
    text, _ = decode(data)
    return read_text(text, limits)


def read_text(text: str, limits: Limits) -> tuple[Row, ...]:
    if "\0" in text:
        raise RollError("not_text", "This is no text file.")
    return take_rows(_rows(text), limits)


def take_rows(rows: Iterator[Row], limits: Limits) -> tuple[Row, ...]:
    """As many as are allowed. Raises RollError for one more."""
    taken = tuple(islice(rows, limits.rows + 1))
    if len(taken) > limits.rows:
        raise RollError("too_many_rows", f"The file has more than {limits.rows:,} lines. Split it.")
    return taken


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 and UTF-16 with or without a mark, GB18030, or what the bytes look like. Raises RollError."""
    for encoding in _encodings(data):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    guess = from_bytes(data[:GUESS_BYTES]).best()
    if guess is None:
        raise RollError("not_text", "This is no text file, or it is written in an encoding that was not recognised.")
    return data.decode(guess.encoding, errors="replace"), guess.encoding.replace("_", "-")


def _encodings(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    elif order := _utf16_order(data):
        yield order
    yield "utf-8-sig"
    yield "gb18030"


def _utf16_order(data: bytes) -> str | None:
    """UTF-16 without a mark: its line feeds and commas have a zero on one side, always the same."""
    head = data[:GUESS_BYTES]
    if len(data) % 2 or 0 not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return "utf-16-be" if even > odd else "utf-16-le"


def _rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RollError("not_csv", f"Line {line} is not CSV: {error}.") from error
        yield row_of(line, cells)
        line = reader.line_num + 1


def row_of(line: int, cells: list[str]) -> Row:
    """Raises RollError for a row that is wider than any roll."""
    if len(cells) > MAX_COLUMNS:
        raise RollError("too_many_columns", f"Line {line} has {len(cells):,} columns; at most {MAX_COLUMNS} are read.")
    return Row(line, tuple([cell.strip()[:MAX_CELL] for cell in cells]))


def _delimiter(text: str) -> str:
    """A comma, unless the first lines have more of another sign that offices' programs write."""
    head = text[:GUESS_BYTES]
    return max(",;\t", key=head.count)
