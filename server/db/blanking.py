"""What an SQLite file holds in bytes that belong to nothing, and their end: between the cells of a page.

SQLite overwrites what it deletes (secure_delete), but not what stays behind in a page when a row moves to the next one. Such bytes mean nothing to
SQLite, so they are overwritten in the file itself, page by page, while nobody can write. See https://www.sqlite.org/fileformat2.html. `file`
is a descriptor: several threads may use it at once.
"""

import os

import msgspec

HEADER, COUNT_AT, VACUUM_AT = 100, 28, 52
FIRST_CELL = {2: 12, 5: 12, 10: 8, 13: 8}  # of a page of a tree, after its header, by its kind
MOST_PAGES = 1 << 24  # from then on a page of another sort may begin like one of a tree


class Unknown(Exception):
    """The file is not as it is read here."""


class Shape(msgspec.Struct, frozen=True):
    """Of the file: the bytes of a page, those of them that SQLite uses, and how many pages there are."""

    size: int
    usable: int
    pages: int


def shape_of(file: int) -> Shape:
    """Raises Unknown for a file with pages of other sorts than trees, overflowing cells and free ones."""
    head = os.pread(file, HEADER, 0)
    size = _u16(head, 16)
    shape = Shape(65536 if size == 1 else size, (65536 if size == 1 else size) - head[20], _u32(head, COUNT_AT))
    if not head.startswith(b"SQLite format 3\0") or _u32(head, VACUUM_AT) or shape.pages >= MOST_PAGES:
        raise Unknown
    return shape


def dirty_pages(file: int, shape: Shape, first: int, most: int) -> list[int]:
    """Of so many pages from the first on those that hold something in bytes that belong to nothing."""
    read = os.pread(file, most * shape.size, (first - 1) * shape.size)
    pages = ((first + at, read[at * shape.size : (at + 1) * shape.size]) for at in range(len(read) // shape.size))
    return [number for number, page in pages if any(page[start:end].strip(b"\0") for start, end in unused(page, number, shape))]


def blank(file: int, shape: Shape, number: int) -> None:
    """Nobody may write meanwhile, and the file must hold the page's latest content."""
    page = _read(file, shape, number)
    for start, end in unused(page, number, shape):
        if page[start:end].strip(b"\0"):
            os.pwrite(file, bytes(end - start), (number - 1) * shape.size + start)


def unused(page: bytes, number: int, shape: Shape) -> list[tuple[int, int]]:
    """Where nothing is in a tree's page; of any other page nothing is said."""
    at = HEADER if number == 1 else 0
    if page[at] not in FIRST_CELL:
        return []
    gap = (at + FIRST_CELL[page[at]] + 2 * _u16(page, at + 3), _u16(page, at + 5) or 65536)
    found, free = [gap], _u16(page, at + 1)
    while free and free + 4 <= shape.usable:
        following, size = _u16(page, free), _u16(page, free + 2)
        found.append((free + 4, free + size))
        if following and following <= free:
            return []  # not a tree's page after all
        free = following
    return found if all(start <= end <= shape.usable for start, end in found) else []


def _read(file: int, shape: Shape, number: int) -> bytes:
    page = os.pread(file, shape.size, (number - 1) * shape.size)
    if len(page) != shape.size:
        raise Unknown
    return page


def _u16(raw: bytes, at: int) -> int:
    return raw[at] << 8 | raw[at + 1]


def _u32(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4])
