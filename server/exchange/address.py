"""A door's address as offices write it, in parts: building, entrance, floor, door. Pure.

`2号楼3单元202室`, `12#楼1-301`, `５－２－６０１`, `八号楼一单元602室` and `9幢1门302号` come out alike; so do columns of their own.
"""

import re
import unicodedata

import msgspec

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = "[零〇一二两三四五六七八九十百]+"
_UNITS = "号楼|號樓|栋|棟|幢|座|单元|單元|门|門|梯|层|層|楼|樓|室|户|戶|号|號|#"
_BUILDING = re.compile(r"^(?P<building>.*?(?:号楼|栋|幢|#楼|#|座|楼))-?(?P<rest>.*)$")
_REST = re.compile(
    r"^(?:(?P<entrance>[^\W_]+?)(?:单元|门|梯|-))?-?(?:(?P<floor>(?:-|负|地下|B)?\d+)(?:层|楼|-))?"
    r"(?P<door>(?:-|负|地下|B)?\d+[A-Z]?(?:-\d+)?)(?:室|号|户)?$"
)
_BARE = re.compile(r"^(?P<building>[^\W_]+)-(?:(?P<entrance>[^\W_]+)-)?(?P<door>B?\d+[A-Z]?)(?:室|号|户)?$")
_HOUSE = re.compile(r"^(?P<building>.*?)(?P<door>\d+(?:-\d+)?)(?:号|户|室)?$")
_NUMBERED = re.compile(r"^(?P<name>.*?)(?P<number>\d+)(?:号楼|栋|幢|#楼|#|号|楼)?$")
_ENTRANCE = re.compile(r"^(?P<name>[^\W_]+?)(?:单元|门|梯|号)?$")
_FLOOR = re.compile(r"^(?P<below>-|负|地下|B)?(?P<number>\d{1,3})(?:层|楼|F)?$")
_FROM_DOOR = re.compile(r"^(?P<below>-|负|地下|B)?(?P<digits>\d+)")
LONGEST = 120  # characters
FLOORS = range(-20, 401)
_DASHES = str.maketrans("－—–−‐‑~～_/", "-" * 10)


class DoorAddress(msgspec.Struct, frozen=True):
    """`building` is the name within its area; the rest may be unknown, except that a door has a number or a name."""

    building: str
    entrance: str | None
    floor: int | None
    door: str


def read_address(text: str) -> DoorAddress | None:
    """One cell with the whole address, or None if it is not understood."""
    plain = plain_text(text)
    if len(plain) > LONGEST:
        return None
    if (found := _BUILDING.match(plain)) and (rest := _REST.match(found["rest"])):
        floor = rest["floor"] or ""
        return join_address(found["building"], rest["entrance"] or "", floor, rest["door"])
    if bare := _BARE.match(plain):
        return join_address(bare["building"], bare["entrance"] or "", "", bare["door"])
    if house := _HOUSE.match(plain):
        return join_address(house["building"], "", "", house["door"])
    return None


def join_address(building: str, entrance: str, floor: str, door: str) -> DoorAddress | None:
    """The parts as four columns have them, or None without a building or a door."""
    if max(map(len, (building, entrance, floor, door))) > LONGEST:
        return None
    name, number = building_name(building), door_name(door)
    if not name or not number:
        return None
    storey = floor_number(floor) if plain_text(floor) else floor_of_door(number)
    return DoorAddress(name, entrance_name(entrance), storey, number)


def building_name(text: str) -> str:
    """`8栋`, `８幢`, `8#楼` and `八号楼` are 8号楼; a name without a number (A座, 东区) stays."""
    plain = plain_text(text)
    numbered = _NUMBERED.match(plain)
    return f"{numbered['name']}{int(numbered['number'])}号楼" if numbered else plain


def entrance_name(text: str) -> str | None:
    """`1`, `1门` and `一单元` are 1单元; None without one."""
    plain = plain_text(text)
    found = _ENTRANCE.match(plain)
    if not found:
        return plain or None
    name = found["name"]
    return f"{int(name) if name.isdecimal() else name}单元"


def floor_number(text: str) -> int | None:
    """`3`, `3层` → 3; `-1`, `B1`, `负一层` → -1; None where it is not a number."""
    found = _FLOOR.match(plain_text(text))
    return _storey(found["below"], found["number"]) if found else None


def door_name(text: str) -> str:
    """The number on the door without the words around it."""
    plain = plain_text(text)
    return re.sub(r"(?<=[\dA-Z])(?:室|号|户)$", "", plain)


def floor_of_door(door: str) -> int | None:
    """302 is on floor 3 and 1101 on floor 11; shorter numbers say nothing."""
    found = _FROM_DOOR.match(door)
    if not found or len(found["digits"]) < 3:
        return None
    return _storey(found["below"], found["digits"][:-2])


def _storey(below: str | None, digits: str) -> int | None:
    floor = -int(digits) if below else int(digits)
    return floor if floor in FLOORS else None


def plain_text(text: str) -> str:
    """Half width, capitals, no blanks, one kind of dash, digits for Chinese numerals before a unit or a dash."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper().translate(_DASHES)
    plain = re.sub(f"({_NUMERAL})(?={_UNITS}|-|$)", lambda found: _arabic(found[1]), plain)
    return plain.replace("號", "号").replace("樓", "楼").replace("棟", "栋").replace("單", "单").replace("門", "门").replace("層", "层")


def _arabic(numeral: str) -> str:
    """十二 → 12, 一百零三 → 103, 二〇三 → 203."""
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
