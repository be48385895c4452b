"""Texts of addresses in one spelling: half width, capitals, digits for Chinese numerals, one kind of dash. Pure."""

import re
import unicodedata
from functools import lru_cache

_DIGITS = dict(
    zip("零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_NUMERAL = f"[{''.join(_DIGITS)}十百拾佰]+"
_UNITS = "号楼|栋|幢|座|单元|门|梯|层|楼|室|户|号|组|队|院|排|巷|区|期|#"
_COUNTED = re.compile(f"({_NUMERAL})(?={_UNITS}|-|$)")
_DASHES = str.maketrans("－—–−‐‑~～_/·.\\|【〔[】〕]", "-" * 14 + "((()))")
_DRAWN = re.compile(r"[－—–−‐‑]{2,}")  # a long dash is two of them
_BASEMENT = re.compile(r"--(?=\d{1,3}$)")  # 3-1--101: the second one is the door's
_SIMPLE = str.maketrans(dict(zip("號樓棟單門層戶東區組隊", "号楼栋单门层户东区组队", strict=True)) | {"廿": "二十", "卅": "三十"})
_ASIDE = re.compile(r"\([^()]*\)$")
_WHOLE = re.compile(r"^(\d+)\.0$")  # what some programs make of a whole number
_PARTED = re.compile(r"(?<=\d)(?:\s+|\s*[,、]\s*)(?=\d)")  # 5 2 301
_GROUP = re.compile(r"村民小组|村民组|小组")
_SHORT = re.compile(r"(?<=\d)[单元](?=-?\d)")  # 2单501
_ORDINAL = re.compile(rf"第(?=\d+(?:{_UNITS}))")
_WORDS = (
    (re.compile(r"(?:BUILDING|BLDG|BLOCK|TOWER)([A-Z])(?![A-Z])-?"), r"\1座"),
    (re.compile(r"(?:BUILDING|BLDG|BLOCK|TOWER)([A-Z0-9]+?)(?=UNIT|ROOM|RM|APT|FLAT|,|-|$)"), r"\1栋"),
    (re.compile(r"UNIT([A-Z0-9]+?)(?=ROOM|RM|APT|FLAT|,|-)"), r"\1单元"),
)
_ROOM = re.compile(r"ROOM|RM|APT|FLAT")
_COMMA = re.compile(r",|、$")
_WORD = re.compile(r"[A-Z]{2}")


@lru_cache(maxsize=8192)  # a roll says the same building and floor a hundred times
def plain_text(text: str) -> str:
    """Half width, capitals, no blanks, one kind of dash, digits for Chinese numerals before a unit or a dash."""
    if text.isascii() and text.isdecimal():
        return text
    plain = unicodedata.normalize("NFKC", text).upper()
    if not plain.isalnum():
        plain = _without_marks(text)
    plain = plain.translate(_SIMPLE)
    if _WORD.search(plain):
        plain = _without_words(plain)
    plain = plain.replace("地下室", "负1层")
    if "组" in plain:
        plain = _GROUP.sub("组", plain)
    plain = _COUNTED.sub(lambda found: _arabic(found[1]), plain).rstrip("-")
    if "第" in plain:
        plain = _ORDINAL.sub("", plain)
    return _SHORT.sub("单元", plain)


def _without_marks(text: str) -> str:
    """Without blanks, commas and what stands in brackets at the end; what parts two numbers is a dash."""
    plain = unicodedata.normalize("NFKC", _DRAWN.sub("-", text)).strip()
    plain = _PARTED.sub("-", _WHOLE.sub(r"\1", plain))
    plain = re.sub(r"\s+", "", plain).upper().translate(_DASHES)
    return _COMMA.sub("", _BASEMENT.sub("-负", _ASIDE.sub("", plain)).replace("--", "-"))


def _without_words(plain: str) -> str:
    for pattern, put in _WORDS:
        plain = pattern.sub(put, plain)
    return _ROOM.sub("", plain)


def _arabic(numeral: str) -> str:
    """十二 → 12, 一百零三 → 103, 二〇三 → 203."""
    numeral = numeral.replace("拾", "十").replace("佰", "百")
    if not set(numeral) & {"十", "百"}:
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    total = current = 0
    for sign in numeral:
        if sign in "十百":
            total += (current or 1) * (10 if sign == "十" else 100)
            current = 0
        else:
            current = _DIGITS[sign]
    return str(total + current)
