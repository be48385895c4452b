"""When two addresses within one building are the same door, however they were typed."""

import re
import unicodedata
from functools import lru_cache

_UNIT = re.compile(r"(?<=[^\W_])(?:单元|單元|门|門|梯|号|號|室|户|戶|房)$")


def address_key(entrance: str | None, floor: int | None, door: str | None) -> str | None:
    """One spelling of an address within its building; None: no number is known, so it is like no other.

    As narrow as may be: width, capitals, blanks, leading zeros and the word for an entrance or a room. 301 without its floor is not
    301 on floor 3: a person looks at such a pair.
    """
    number = _plain(door)
    return None if number == "" else f"{entrance_key(entrance)}/{'' if floor is None else floor}/{number}"


def entrance_key(entrance: str | None) -> str:
    """One spelling of an entrance within its building; empty: it has none."""
    return _plain(entrance)


def near_key(door: str | None) -> str | None:
    """What two addresses share that may be the same door with a part left out or mistyped."""
    return _plain(door) or None


@lru_cache(maxsize=4096)
def _plain(text: str | None) -> str:
    plain = _UNIT.sub("", "".join(unicodedata.normalize("NFKC", text or "").casefold().split()))
    return plain.lstrip("0") or plain if plain.isdecimal() else plain
