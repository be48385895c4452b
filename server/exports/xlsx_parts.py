"""What a workbook has beside its rows: its parts as XML. Pure."""

import re
from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

SHEET = "xl/worksheets/sheet{}.xml"
AT_STYLE, HEAD_STYLE = 1, 2  # places in STYLES
WIDTHS = {"note": 40, "text": 40, "last_event": 30, "phones": 24, "needs": 24, "residents": 24, "area": 16, "appointment": 22}
NARROWEST = 12
OF_TIMES = 17  # a time that has no room is shown as ####
ARROW = 3  # what a filter's button takes of a heading
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = f"""{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE4EFE9"/><bgColor indexed="64"/></patternFill></fill></fills>\
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>\
<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML cannot hold
ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")  # what would be read as such a character


def text(value: str) -> str:
    """As a part holds it: _x0007_ for a character that XML has no place for."""
    plain = ESCAPED.sub(r"_x005F_\1", value)
    plain = UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")


def column_name(place: int) -> str:
    """0 is A, 26 is AA."""
    above, letter = divmod(place, 26)
    return (column_name(above - 1) if above else "") + chr(ord("A") + letter)


def width_of(column: str, heading: str) -> int:
    """In digits: room for what stands there, and for the heading with its button."""
    told = sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in heading)
    return max(OF_TIMES if f"_{column}".endswith("_at") else WIDTHS.get(column, NARROWEST), told + ARROW)


def sheet_start(columns: Sequence[str], headings: Sequence[str], *, is_first: bool) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width_of(column, heading)}" customWidth="1"/>'
        for place, (column, heading) in enumerate(zip(columns, headings, strict=True), 1)
    )
    selected = ' tabSelected="1"' if is_first else ""
    view = f'<sheetView{selected} workbookViewId="0">'
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews>{view}{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    )


def sheet_end(last_column: str, rows: int) -> str:
    return f'</sheetData><autoFilter ref="A1:{last_column}{rows}"/></worksheet>'


def parts_of(name: str, sheets: Sequence[int], last_column: str) -> Mapping[str, str]:
    """By their names in the archive. `sheets`: how many rows each has."""
    numbers = range(1, len(sheets) + 1)
    names = [name if number == 1 else f"{name} {number}" for number in numbers]
    return {
        "xl/workbook.xml": _workbook(names, sheets, last_column),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers] + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": STYLES,
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "[Content_Types].xml": _types(numbers),
    }


def _workbook(names: Sequence[str], sheets: Sequence[int], last_column: str) -> str:
    listed = "".join(f'<sheet name="{text(name)}" sheetId="{place}" r:id="rId{place}"/>' for place, name in enumerate(names, 1))
    quoted = [text(name.replace("'", "''")) for name in names]
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">\'{name}\'!$A$1:${last_column}${rows}</definedName>'
        for place, (name, rows) in enumerate(zip(quoted, sheets, strict=True))
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews><sheets>{listed}</sheets>'
        f"<definedNames>{filters}</definedNames></workbook>"
    )


def _relations(parts: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{place}" Type="{OFFICE}/{kind}" Target="{target}"/>' for place, (kind, target) in enumerate(parts, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _types(numbers: Sequence[int]) -> str:
    parts = [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    parts += [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    listed = "".join(f'<Override PartName="{name}" ContentType="{TYPE}.{kind}+xml"/>' for name, kind in parts)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )
