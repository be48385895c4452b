"""Names as people type them: in Chinese, in pinyin in full or by initials, with any of a character's readings. Pure.

Their dictionary takes some 55 MiB: it is loaded by the first name that is spelt, and most servers spell none.

Readings are pypinyin's. A name of known words is read as its dictionary reads it (重庆 chongqing); beside that each character may have
one of its other readings, so that 单县 is found as shanxian and as danxian.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import cast

MOST_VARIANTS = 24
SIGNS = cast("Callable[[str], str]", list)  # what has no reading stays, sign by sign


def plain(text: str) -> str:
    """As it is compared: width, case, spaces and apostrophes do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "").split())


def spelling(name: str) -> str:
    """What a search looks into: the name, then its spellings in full and by initials, each on a line of its own."""
    own = plain(name)
    variants = dict.fromkeys([tuple(_usual(own)), *_others(own)])
    full = ("".join(each) for each in variants)
    initials = ("".join(part[0] for part in each) for each in variants)
    return "\n".join(dict.fromkeys([own, *full, *initials]))


def _usual(name: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return tuple(_letters(part) for part in lazy_pinyin(name, style=Style.TONE, errors=SIGNS))


def _others(name: str) -> list[tuple[str, ...]]:
    """The usual reading with one character read another way."""
    usual = _usual(name)
    if len(usual) != len(name):
        return []
    changed = [(*usual[:at], other, *usual[at + 1 :]) for at, sign in enumerate(name) for other in _readings(sign) if other != usual[at]]
    return changed[:MOST_VARIANTS]


@lru_cache(maxsize=1 << 12)
def _readings(sign: str) -> tuple[str, ...]:
    """Every reading of one character; what has none stands for itself."""
    from pypinyin import Style, pinyin

    return tuple(dict.fromkeys(_letters(one) for one in pinyin(sign, style=Style.TONE, heteronym=True, errors=SIGNS)[0]))


def _letters(reading: str) -> str:
    from pypinyin.contrib.tone_convert import to_normal

    return str(to_normal(reading, v_to_u=False)).replace("ü", "v") or reading
