"""Spreadsheets become rows of text like files of text do, and hostile ones stop within limits with a reason."""

import csv
import io
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from server.exchange.lines import Account
from server.exchange.rows import RollError
from server.exchange.sandbox import AskLook, AskRoll, look, read

HEADER = ("楼栋", "单元", "门牌", "户主", "电话", "人口数")
ODS_HEAD = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="名册">'
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def an_xlsx(*lines: tuple[object, ...], merged: str | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        if merged is not None:
            sheet.merge_range(merged, "")
        for number, cells in enumerate(lines):
            sheet.write_row(number, 0, cells)
    return out.getvalue()


def an_archive(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def an_ods(*lines: tuple[str, ...]) -> bytes:
    cells = (
        "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in line)
        for line in lines
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return an_archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ODS_HEAD + body + ODS_TAIL})


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one file put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    return an_archive(files | {name: content})


def refusal(data: bytes) -> str:
    with pytest.raises(RollError) as refused:
        look(data, AskLook({}))
    return refused.value.code


def opened_or_refused(data: bytes) -> str:
    """The first title, or why there is none."""
    try:
        return look(data, AskLook({})).columns[0].title
    except RollError as refused:
        return refused.code


def test_a_workbook_says_what_its_cells_show() -> None:
    roll = read(an_xlsx(HEADER, ("5栋", 1, 1101, "赖超", 13800000001, 3.0)), AskRoll("祥和社区"))

    door = roll.doors[0]
    assert (door.address.building, door.address.entrance, door.address.floor, door.address.door) == ("5号楼", "1单元", 11, "1101")
    assert (door.given.phones, door.given.people_count) == (("13800000001",), 3)


def test_a_further_sheet_that_lists_doors_is_not_passed_over_in_silence() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, lines in (("1栋", [HEADER, ("1栋", 1, 101)]), ("2栋", [HEADER, ("2栋", 1, 101)]), ("说明", [("每月核对",)])):
            for number, cells in enumerate(lines):
                (book.get_worksheet_by_name(name) or book.add_worksheet(name)).write_row(number, 0, cells)

    roll = read(out.getvalue(), AskRoll("祥和社区"))

    assert roll.account == Account(read=1, doors=1, joined=0, skipped=0, refused=0)
    assert [(problem.reason, problem.text) for problem in roll.problems] == [("other_sheet", "2栋")]


def test_a_cell_merged_over_several_lines_is_said_of_each() -> None:
    data = an_xlsx(HEADER, ("5栋", "1", "101", "赖超"), ("", "1", "102", "叶强"), ("", "1", "201", "孔强"), merged="A2:A4")

    assert [door.address.building for door in read(data, AskRoll("祥和社区")).doors] == ["5号楼"] * 3


def test_an_open_document_reads_the_same() -> None:
    told = look(an_ods(("", "名册"), ("地址", "户主"), ("5-1-101", "赖超")), AskLook({}))

    assert ([column.field for column in told.columns], told.header_line, told.sheet) == (["address", "name"], 2, "名册")


def test_lines_are_numbered_as_the_program_numbers_them() -> None:
    roll = read(an_xlsx((), ("", "永宁社区"), ("地址", "户主"), (), ("哪里", "赖超")), AskRoll("永宁社区"))

    assert (roll.account.read, roll.account.refused, roll.problems[0].line) == (4, 1, 5)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (with_entry(an_xlsx(HEADER), "xl/vbaProject.bin", b"Sub AutoOpen()"), "macro_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "_VBA_PROJECT".encode("utf-16-le"), "macro_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken_file"),
        (an_archive({"word/document.xml": "<w/>"}), "not_a_roll"),
        (an_archive({"xl/workbook.xml": "<not closed", "[Content_Types].xml": CONTENT_TYPES}), "broken_file"),
        (with_entry(an_xlsx(HEADER), "xl/media/x", b"\0" * (60 << 20)), "unpacks_too_large"),
        (an_xlsx(HEADER)[:-200], "broken_file"),
    ],
    ids=["macros", "old macros", "password", "old and broken", "a letter", "no workbook", "a bomb", "cut off"],
)
def test_what_is_no_honest_sheet_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_an_archive_that_lies_about_its_size_is_unpacked_no_further_than_the_limit() -> None:
    honest = with_entry(an_xlsx(HEADER), "xl/media/x", b"\0" * (60 << 20))
    lying = honest.replace((60 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert refusal(lying) in ("broken_file", "unpacks_too_large")


def test_a_declared_two_gigabytes_are_not_begun() -> None:
    small = with_entry(an_xlsx(HEADER), "xl/media/x", b"\0" * 1_000)
    began = time.monotonic()

    assert refusal(small.replace((1_000).to_bytes(4, "little"), (2 << 30).to_bytes(4, "little"))) == "unpacks_too_large"
    assert time.monotonic() - began < 20


def test_a_cell_at_the_far_end_of_the_sheet_stops_at_the_memory_limit() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "地址")
        sheet.write(1_048_575, 16_383, "x")

    assert refusal(out.getvalue()) == "file_too_hard"


def test_nested_entities_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY l0 "ha">{laughs}]>'
    sheet = f'{bomb}<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>地址&l9;</t></is></c></row></sheetData></worksheet>'
    began = time.monotonic()

    told = opened_or_refused(with_entry(an_xlsx(HEADER), "xl/worksheets/sheet1.xml", sheet.encode()))

    assert len(told) < 100
    assert time.monotonic() - began < 20


def test_a_sheet_wider_than_any_roll_is_refused() -> None:
    assert refusal(an_xlsx(tuple(f"列{n}" for n in range(201)), tuple(range(201)))) == "too_many_columns"


MESSY = (Path(__file__).parents[1] / "rolls" / "roll-yongning-messy.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "xlsx", "ods"])
def test_the_messy_roll_is_the_same_432_doors_in_every_form(kind: str) -> None:
    lines = [tuple(cells) for cells in csv.reader(io.StringIO(MESSY))]
    data = an_xlsx(*lines) if kind == "xlsx" else an_ods(*lines) if kind == "ods" else MESSY.encode(kind)

    roll = read(data, AskRoll("永宁社区"))

    assert roll.account == Account(read=451, doors=432, joined=12, skipped=7, refused=0)
    assert sum(bool(door.others) for door in roll.doors) == 7
    assert [problem.line for problem in roll.problems if problem.reason == "total_differs"] == [452]


def test_columns_that_only_the_upper_line_of_a_header_names_are_read_by_a_persons_map_as_without_one() -> None:
    upper, lower = ("房屋", "", "住户", "", "是否低保"), ("楼栋", "门牌", "户主", "人口数", "")
    lines = [
        upper,
        lower,
        ("5号楼", "101", "赖超", "3", "是"),
        ("5号楼", "102", "叶强", "2", "否"),
        upper,
        lower,
        ("5号楼", "103", "孔强", "1", "否"),
    ]
    data = "\n".join(map(",".join, lines)).encode()
    fields = {0: "building", 1: "door", 2: "name", 3: "people_count", 4: "needs"}

    roll, guessed = read(data, AskRoll("祥和社区", fields=fields, header_line=2)), read(data, AskRoll("祥和社区"))

    assert [door.given.needs for door in roll.doors] == [("低保",), (), ()]
    assert (roll.doors, roll.account, roll.problems) == (guessed.doors, guessed.account, guessed.problems)
