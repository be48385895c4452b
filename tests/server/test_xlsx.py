"""Sheets that go out while they are made: any reader finds in them what was written."""

import io
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from server.exports.xlsx_file import XlsxFile
from server.exports.xlsx_parts import column_name

HEADINGS = ["Door", "Note", "Tries", "At"]


def file_of(*rows: tuple[object, ...], most_rows: int = 100) -> bytes:
    file = XlsxFile("住户 & <Co>", HEADINGS, ["door", "note", "tries", "at"], most_rows)
    return file.begin() + b"".join(file.write([row]) for row in rows) + file.end()  # type: ignore[list-item]


def sheets_in(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_cells_are_read_back_as_they_were_written() -> None:
    at = datetime(2026, 1, 5, 10, 26)

    sheets = sheets_in(file_of(("0101", "a & b <c>\n  d", 3, at), (None, "_x0041_", 2.5, None)))

    assert sheets == {"住户 & <Co>": [HEADINGS, ["0101", "a & b <c>\n  d", 3.0, at], ["", "_x0041_", 2.5, ""]]}


@pytest.mark.parametrize("unfit", ["\x00", "\x07", "\x1f", "\uffff", "\r"])
def test_what_xml_cannot_hold_spoils_no_sheet(unfit: str) -> None:
    ((_, row),) = sheets_in(file_of(("1", f"a{unfit}b", None, None))).values()

    assert str(row[1]).startswith("a")
    assert str(row[1]).endswith("b")


def test_what_a_sheet_cannot_hold_goes_on_in_another() -> None:
    rows = [(str(number), None, number, None) for number in range(5)]

    sheets = sheets_in(file_of(*rows, most_rows=2))

    assert list(sheets) == ["住户 & <Co>", "住户 & <Co> 2", "住户 & <Co> 3"]
    assert [[row[0] for row in sheet] for sheet in sheets.values()] == [["Door", "0", "1"], ["Door", "2", "3"], ["Door", "4"]]


def test_the_first_bytes_come_before_the_last_row_is_known() -> None:
    file = XlsxFile("1", HEADINGS, HEADINGS)

    begun = file.begin()
    some = b"".join(file.write([(str(number), "备注" * number, number, None) for number in range(300)]) for _ in range(10))

    assert begun.startswith(b"PK\x03\x04")
    assert len(some) > 1_000


def test_columns_have_the_names_that_sheets_give_them() -> None:
    assert [column_name(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
