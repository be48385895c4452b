"""What single cells mean: phones, head counts, needs, vacancy. Pure."""

import re
import unicodedata
from functools import lru_cache

MOST_PHONES = 10
MOST_NEEDS = 30
MOST_PEOPLE = 1_000_000
_NOTHING = frozenset(("", "无", "没有", "未知", "不详", "暂无", "-", "--", "/", "N/A", "NONE", "NULL", "NA"))
_VACANT = frozenset(
    (
        "空置",
        "空置房",
        "长期空置",
        "常年空置",
        "空房",
        "空户",
        "空关",
        "无人",
        "无人居住",
        "无人住",
        "常年无人",
        "常年无人居住",
        "长期无人",
        "长期无人居住",
        "未入住",
        "空戶",
        "無人",
        "無人居住",
        "VACANT",
    )
)
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_COUNT = re.compile(r"^(\d{1,7}|[一二两三四五六七八九十]{1,3})(?:\.0)?(?:口人|口|人|位|个)?$")
_BETWEEN_PHONES = re.compile(r"[/,、;|\n]|或|(?<=\d{7})\s+(?=[+\d])")
_BETWEEN_NEEDS = re.compile(r"[;,、/|\n+]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_ASIDE = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]$")
_WHOLE = re.compile(r"^(\d{7,})\.0$")  # what some programs make of a whole number
_PLAIN_MOBILE = re.compile(r"1[0-9]{10}$")
_MOBILE = re.compile(r"^(?:\+?0{0,2}86|0(?=1[3-9]))?(1\d{10})$")  # also with the nought of a long-distance call


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


@lru_cache(maxsize=4096)
def is_nothing(text: str) -> bool:
    """Whether a cell says in words that there is nothing to say."""
    return plain(text).upper() in _NOTHING


def read_name(text: str) -> str | None:
    return None if is_nothing(text) or says_vacant(text) else unicodedata.normalize("NFC", text).strip()


def read_phones(text: str) -> tuple[tuple[str, ...], bool]:
    """The numbers of a cell without decoration, each once, and whether all of the cell was understood: no number is partly hidden."""
    if _PLAIN_MOBILE.match(text):
        return (text,), True
    if is_nothing(text):
        return (), True
    parts = [part for part in _BETWEEN_PHONES.split(plain(text)) if part.strip() and not is_nothing(part)]
    numbers = tuple(dict.fromkeys(_phone(part) for part in parts))[:MOST_PHONES]
    return numbers, all("*" not in number and 7 <= sum(sign.isdigit() for sign in number) <= 18 for number in numbers)


def _phone(text: str) -> str:
    bare = re.sub(r"[\s()\-.]", "", _WHOLE.sub(r"\1", text.strip()))
    mobile = _MOBILE.match(bare)
    if mobile:
        return mobile[1]
    landline = re.match(r"^\(?(0\d{2,3})\)?[\s-]?(\d{7,8})$", text.strip())
    return f"{landline[1]}-{landline[2]}" if landline else (bare if bare.lstrip("+").isdigit() else text.strip())


@lru_cache(maxsize=4096)
def read_count(text: str) -> tuple[int | None, bool]:
    """`3`, `４`, `三口`, `2人`, and whether the cell was understood."""
    if is_nothing(text):
        return None, True
    found = _COUNT.match(re.sub(r"\s", "", plain(text)))
    if not found:
        return None, False
    number = int(found[1]) if found[1].isdecimal() else _numeral(found[1])
    return (number, True) if 0 <= number <= MOST_PEOPLE else (None, False)


def _numeral(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + (_NUMERALS.get(ones, 0) if ones else 0)


@lru_cache(maxsize=4096)
def read_needs(text: str) -> tuple[str, ...]:
    """The words of a cell, each once, in their order. Unknown ones stay as they are."""
    if is_nothing(text):
        return ()
    words = (word.strip() for word in _BETWEEN_NEEDS.split(plain(text)))
    return tuple(dict.fromkeys(word for word in words if word and not says_vacant(word)))[:MOST_NEEDS]


def says_vacant(text: str) -> bool:
    """Whether the cell says only that nobody lives there."""
    return bool(text) and not text.isdecimal() and plain(text).upper() in _VACANT


def aside_says_vacant(text: str) -> bool:
    """Whether an address ends so: `3号楼301（空置）`."""
    aside = _ASIDE.search(plain(text)) if text[-1:] in _CLOSING else None
    return aside is not None and (says_vacant(aside[1]) or plain(aside[1]) in _EMPTY)


def mentions_vacant(text: str) -> bool:
    """Whether a longer text begins by saying so: `空置，钥匙在物业`."""
    return bool(text) and plain(text).upper().startswith(_VACANT_FIRST)


def read_note(text: str) -> str | None:
    return None if is_nothing(text) or says_vacant(text) else unicodedata.normalize("NFC", text).strip()


_VACANT_FIRST = tuple(_VACANT)
_CLOSING = frozenset(")）]］】〕")
_EMPTY = frozenset(("空", "空着"))
_UNLIVED = _EMPTY | frozenset(("未住", "未居住", "不住", "没人住", "没有人住", "无人入住", "未交付", "EMPTY", "UNOCCUPIED"))
_LIVED = frozenset(("自住", "有人", "有人住", "有人居住", "入住", "已入住", "在住", "居住", "常住", "正常", "正常居住", "OCCUPIED"))
_TICKS = frozenset(("是", "有", "√", "✓", "✔", "V", "对", "Y", "YES", "TRUE", "1"))
_NO = frozenset(("否", "无", "没有", "×", "✗", "N", "NO", "FALSE", "0", "不是"))


def says_yes(text: str) -> bool:
    return plain(text).upper() in _TICKS


def says_no(text: str) -> bool:
    return plain(text).upper() in _NO


def read_vacancy(text: str, *, asks_lived_in: bool) -> tuple[bool, str | None]:
    """Whether a cell of a column about it says that nobody lives there, and what it says beside (出租). `asks_lived_in`: 是否入住."""
    said = plain(text).upper()
    if says_vacant(text) or said in _UNLIVED:
        return True, None
    if said in _TICKS or said in _NO:
        return (said in _NO) == asks_lived_in, None
    return False, None if is_nothing(text) or said in _LIVED else read_note(text)


def ticked(meaning: str, text: str) -> str:
    """What a tick in this column means where the cell only says yes, nothing where it says no, else the cell."""
    said = plain(text).upper() if meaning else ""
    return "" if said in _NO else meaning if said in _TICKS else text
