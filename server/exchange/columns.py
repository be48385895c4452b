"""Which row of a roll is its header and what each column holds. Pure."""

from collections.abc import Mapping, Sequence

import msgspec

from server.exchange.cells import plain
from server.exchange.rows import RollError, Row

FIELDS = ("code", "area", "building", "entrance", "floor", "door", "address", "name", "phones", "people_count", "needs", "note")
HEADER_WITHIN = 20  # lines
SYNONYMS: Mapping[str, Sequence[str]] = {
    "code": ("编号", "序号", "户编号", "户号编号", "code", "no", "id"),
    "area": ("社区", "小区", "村", "村居", "所属社区", "area", "community"),
    "building": ("楼栋", "楼号", "栋", "幢", "楼", "栋号", "幢号", "楼宇", "building"),
    "entrance": ("单元", "单元号", "门洞", "门栋", "entrance", "unit"),
    "floor": ("楼层", "层", "层数", "所在层", "floor"),
    "door": ("门牌", "房号", "室", "室号", "门牌号", "房间", "房间号", "户号", "door"),
    "address": ("地址", "住址", "详细地址", "家庭住址", "房屋地址", "居住地址", "address"),
    "name": ("户主", "户主姓名", "姓名", "联系人", "业主", "业主姓名", "name", "householder"),
    "phones": ("联系电话", "电话", "手机", "手机号", "电话号码", "手机号码", "联系方式", "phone", "phones"),
    "people_count": ("人口数", "家庭人口", "人数", "人口", "家庭人数", "户人口", "people", "people_count"),
    "needs": ("标签", "特殊情况", "类别", "人员类别", "重点人群", "特殊人群", "needs", "tags"),
    "note": ("备注", "说明", "note", "remarks"),
}
_BY_WORD = {word: field for field, words in SYNONYMS.items() for word in words}


class Columns(msgspec.Struct, frozen=True):
    """`header` is the index of the header among the rows; `places` the column of each field that the roll has."""

    header: int
    places: Mapping[str, int]

    def cell(self, row: Row, field: str) -> str:
        """What the row has there; empty if the roll has no such column or the row is short."""
        place = self.places.get(field, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else ""

    def has(self, field: str) -> bool:
        return field in self.places


def find_columns(rows: Sequence[Row], named: Mapping[str, str]) -> Columns:
    """The header is the row among the first that names the most fields. `named` is a person's own {heading: field}. Raises RollError."""
    words = _BY_WORD | {_heading(heading): field for heading, field in named.items()}
    candidates = [Columns(index, _places(row, words)) for index, row in enumerate(rows[:HEADER_WITHIN])]
    best = max(candidates, key=lambda columns: len(columns.places), default=None)
    if best is None or not _tells_doors(best):
        raise RollError("no_header", _advice(rows))
    missing = [heading for heading in named if _heading(heading) not in map(_heading, rows[best.header].cells)]
    if missing:
        raise RollError("no_such_column", f"No column is called {', '.join(missing)}.")
    return best


def _places(row: Row, words: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        field = words.get(_heading(cell))
        if field is not None:
            places.setdefault(field, place)
    return places


def _heading(text: str) -> str:
    """A heading without blanks, marks and what stands in brackets: `楼栋（号）` is 楼栋."""
    bare = plain(text).lower().replace(" ", "").partition("(")[0]
    return bare.strip("*:：#")


def _tells_doors(columns: Columns) -> bool:
    return columns.has("address") or (columns.has("building") and columns.has("door"))


def _advice(rows: Sequence[Row]) -> str:
    seen = next((row.cells for row in rows if sum(map(bool, row.cells)) > 1), ())
    shown = "、".join(cell for cell in seen if cell)[:200] or "nothing"
    return (
        "No header was found that names a door: an address column, or columns for building and door."
        f" Name yours with --map, e.g. --map 地址=address. The first full line says: {shown}"
    )
