"""A roll's file becomes rows of text, whatever office wrote it, and a hostile one stops within limits."""

import pytest

from server.exchange import rows
from server.exchange.lines import Roll
from server.exchange.look import Look
from server.exchange.rows import Limits, RollError, read_csv
from server.exchange.sandbox import AskLook, AskRoll, StoppedError, look, read

TEXT = "楼栋,门牌,户主\r\n1号楼,101,赖超\r\n\r\n2号楼,102,叶强"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_roll_reads_the_same_in_every_encoding_of_offices(encoding: str) -> None:
    read = read_csv(TEXT.encode(encoding))

    assert [row.cells for row in read] == [("楼栋", "门牌", "户主"), ("1号楼", "101", "赖超"), (), ("2号楼", "102", "叶强")]


def test_a_row_knows_its_line_in_the_file_behind_cells_of_several_lines() -> None:
    read = read_csv('楼栋,备注\n1号楼,"钥匙\n在物业"\n2号楼,\n'.encode())

    assert [row.line for row in read] == [1, 2, 4]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_noticed(separator: str) -> None:
    assert read_csv(TEXT.replace(",", separator).encode())[1].cells == ("1号楼", "101", "赖超")


def opened(data: bytes, seconds: float = 60) -> Look:
    return look(data, AskLook({}, Limits(seconds=seconds)))


def a_roll_of(data: bytes) -> Roll:
    return read(data, AskRoll("祥和社区"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (rows.MAX_BYTES + 1), "file_too_large"),
        (b"a,b\n" * (rows.MAX_ROWS + 1), "too_many_rows"),
        (b"," * rows.MAX_COLUMNS, "too_many_columns"),
        (b"PK\x03\x04and a sheet", "broken_file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256)), "picture"),
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"%PDF-1.7 a scan", "picture"),
        (b"<html><table><tr><td>3-1-101</td></tr></table></html>", "not_a_roll"),
        (b'<?xml version="1.0"?><Workbook/>', "not_a_roll"),
        (bytes(range(256)) * 9, "not_text"),
        (b'"' + b"x" * 200_000, "not_csv"),
        (b"", "empty_file"),
        (b" \r\n\r\n", "empty_file"),
        (b",,,\n,,,\n", "empty_file"),
    ],
)
def test_a_file_past_the_limits_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(RollError) as refused:
        opened(data)

    assert refused.value.code == code


def test_rows_come_through_the_limited_process_unchanged() -> None:
    told = a_roll_of(TEXT.encode("gb18030"))

    assert [(door.line, door.given.name) for door in told.doors] == [(2, "赖超"), (4, "叶强")]


def test_a_file_that_needs_too_long_is_refused() -> None:
    with pytest.raises(RollError) as refused:
        opened(TEXT.encode(), seconds=0.001)

    assert refused.value.code == "file_too_hard"


def test_one_column_that_is_no_address_is_looked_at_and_then_refused_in_words() -> None:
    names = "户主\n赖超\n叶强\n".encode()

    assert [column.field for column in opened(names).columns] == ["name"]
    with pytest.raises(RollError) as refused:
        a_roll_of(names)
    assert (refused.value.code, "--map 地址=address" in refused.value.detail) == ("no_header", True)


def test_reading_ends_when_nobody_wants_the_answer_any_more() -> None:
    with pytest.raises(StoppedError):
        look(TEXT.encode(), AskLook({}), is_stopped=lambda: True)
