"""A roll's file becomes rows of text, whatever office wrote it, and a hostile one stops within limits."""

import pytest

from server.exchange import rows
from server.exchange.rows import RollError, read_csv
from server.exchange.sandbox import read_rows

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


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (rows.MAX_BYTES + 1), "file_too_large"),
        (b"a,b\n" * (rows.MAX_ROWS + 1), "too_many_rows"),
        (b"," * rows.MAX_COLUMNS, "too_many_columns"),
        (b"PK\x03\x04and a sheet", "not_csv"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "not_text"),
        (b'"' + b"x" * 200_000, "not_csv"),
    ],
)
def test_a_file_past_the_limits_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(RollError) as refused:
        read_rows(data)

    assert refused.value.code == code


def test_rows_come_through_the_limited_process_unchanged() -> None:
    assert read_rows(TEXT.encode("gb18030")) == read_csv(TEXT.encode("gb18030"))


def test_a_file_that_needs_too_long_is_refused() -> None:
    with pytest.raises(RollError) as refused:
        read_rows(TEXT.encode(), seconds=0.001)

    assert refused.value.code == "file_too_hard"
