"""A door's address as offices write it, in parts: building, entrance, floor, door. Pure.

`2号楼3单元202室`, `12#楼1-301`, `５－２－６０１`, `八号楼一单元602室` and `9幢1门302号` come out alike; so do columns of their own.
"""

import re
from functools import lru_cache

import msgspec

from server.exchange.cells import is_nothing
from server.exchange.numerals import plain_text

_ORDER = "甲乙丙丁戊己庚辛"
_SIDES = "东西南北中左右"
_NUMBER = r"(?:-|负|地下|B)?\d+"
_STOREY = r"(?:-|负|地下|B)?\d{1,2}"
_ANNEX = r"(?:(?:-|号?附|号?之)\d+)"
_PREMISES = "(?:底商|商铺|商业|店铺|门市房|门市|门面房|门面|网点|车库|车位|储藏室|储藏间|阁楼|传达室|门卫室|门卫|值班室|物业)"
_DOOR = rf"(?:{_NUMBER}(?:室?-?[A-Z]|[{_ORDER}])?{_ANNEX}?|[A-Z](?:-?\d+)?|\d*[{_SIDES}]{{1,2}}户?|(?:\d+室?)?{_PREMISES}-?(?:\d+[A-Z]?)?)"
_TAIL = r"(?:室|号|户|房)?(?:跃层|复式)?"
_WAYS = "单元|号门|门洞|门栋|楼道|楼口|梯口|门|梯|口|洞|头|#"
_WAY = r"(?!\d{3,}-)(?!\d+(?:层|楼|F)(?!道|口))[^\W_]+?"  # 101-1 is a door, 11F a floor
_BUILDING = re.compile(r"^(?P<building>(?:(?!单元).)*?(?:号楼|栋|幢|#楼|#|座|楼))-?(?P<rest>.*)$")
_REST = re.compile(rf"^(?:(?P<entrance>{_WAY})(?:{_WAYS}|-))?-?(?:(?P<floor>{_STOREY})(?:层|楼|F|-))?-?(?P<door>{_DOOR}){_TAIL}$")
_NAMED = re.compile(rf"^(?P<building>.+?)号?-?(?P<entrance>\d+|[A-Z{_ORDER}{_SIDES}])单元-?(?P<rest>.+)$")
_BARE = re.compile(rf"^(?P<parts>[^\W_]+(?:-[^\W_]+){{0,2}})-(?P<door>(?:(?:B|负|地下)?\d+[A-Z{_ORDER}]?|\d*[{_SIDES}]{{1,2}}户?)){_TAIL}$")
_STREETS = "路|街|巷|弄|胡同|道|村|庄|屯|组|队|排"
_HOUSE_NUMBER = rf"\d+(?:[A-Z{_ORDER}]|{_ANNEX}|号?[{_SIDES}][院屋房])?"
_STREET = re.compile(
    rf"^(?P<building>.*(?:{_STREETS}))(?P<door>{_HOUSE_NUMBER})(?P<unit>号院|号|宅)$|^(?P<near>.*\d号)(?P<annex>[附之]\d+)号?$"
)
_HOUSE = re.compile(rf"^(?P<building>.*?)(?P<door>{_HOUSE_NUMBER}|(?<=组|队|巷|街|路|村|庄|院|排)[{_SIDES}]户)(?P<unit>号院|号|户|室|宅)?$")
_VILLA = re.compile(r"^(?P<building>.*(?:别墅区?|独栋|联排|排屋))-?(?P<door>\d+[A-Z]?)(?:号楼|栋|幢|座|号|#)$")
_ON_STREET = re.compile(rf"(?:{_STREETS})$")  # a number there tells no floor
_HALF_READ = re.compile(r"(?:号楼|栋|幢|#).*\d|\d-")  # digits behind a building's word are not its name
_LABEL = re.compile(r"^(?:.{0,4}(?:地址|住址|住所|坐落)):")
_BELOW = re.compile(r"(?<=[楼栋幢座元门梯#])-(?=[1-3](?:层|楼|F))")  # its only dash: a basement
_GRID = re.compile(r"^第?[\d一二三四五六七八九十]{1,3}(?:微|小)?(?:网格|片区)(?=.*(?:号楼|栋|幢|#|单元|\d-\d))")
_OFFICES = re.compile(r"^.*(?:街道办事处|街道|(?<!乡)镇|乡(?!镇))(?=.)")
_COMMUNITY = re.compile(r"^.*?(?:社区居民委员会|社区居委会|社区|居委会)(?=.)")
_NUMBERED = re.compile(r"^(?P<name>.*?)(?P<number>\d+)(?:号楼|栋|幢|#楼|#|号|楼|座)?$")
_LETTERED = re.compile(
    rf"^(?P<name>.*?)(?P<letter>[A-Z{_ORDER}])(?:号楼|栋|幢|座|#楼|#|楼)$|^(?P<only>[A-Z{_ORDER}])$|^(?P<estate>.*[\u4e00-\u9fff])(?P<bare>[A-Z])$"
)
_WITH_ENTRANCE = re.compile(
    rf"^(?P<building>.+?)(?:(?P<entrance>\d+|[A-Z{_ORDER}{_SIDES}])(?:单元|门洞|门栋|门|梯)|(?<=[\d号楼栋幢座#])-(?P<bare>\d{{1,2}}))$"
)
_ENTRANCE = re.compile(rf"^(?P<name>[^\W_]+?)(?:{_WAYS}|号|单|元)?$")
_FLOOR = re.compile(r"^(?P<below>-|负|地下|B)?(?P<number>\d{1,3})(?:-\d{1,3})?(?:层|楼|F)?(?:-\d+)?$")
_FROM_DOOR = re.compile(r"^(?P<below>-|负|地下|B(?!\d{4}))?[A-Z]?-?(?P<digits>\d{3,4})(?!\d)|^(?P<storey>\d{1,2})[A-Z]$")
_SIDE_OF_FLOOR = re.compile(rf"^(?P<floor>\d{{1,2}})(?P<side>[{_SIDES}]{{1,2}})户?$")
_STEM = re.compile(r"(?:社区|小区|居委会|居民委员会|村委会|村民委员会|新村|花园|村)+$")
_ROOM_WORD = re.compile(rf"(?<=[\dA-Z])(?:室|号院|号|户|房)$|(?<=\d[{_SIDES}])户$")
_BETWEEN = re.compile(r"(?<=\d)[室-]+(?=[A-Z]$)|(?<=\d)号(?=[附之东西南北中左右])")
_DATE = re.compile(r"^(?:19|20)\d\d-\d{1,2}-\d{1,2}")  # what a spreadsheet makes of 3-12
LONGEST = 120  # characters
FLOORS = range(-20, 401)


class DoorAddress(msgspec.Struct, frozen=True, gc=False):
    """`building` is the name within its area; the rest may be unknown, except that a door has a number or a name."""

    building: str
    entrance: str | None
    floor: int | None
    door: str


def read_address(text: str, area: str = "") -> DoorAddress | None:
    """One cell with the whole address, or None if it is not understood. What only names the area itself is left out."""
    written = plain_text(text)
    written = _LABEL.sub("", written) if ":" in written else written
    if not written or len(written) > LONGEST or _DATE.match(written) or ":" in written:
        return None
    plain = _within(written, plain_text(area))
    return _in_building(plain) or _as_house(plain) or (read_house(text, area) if plain != written else None)


def _in_building(plain: str) -> DoorAddress | None:
    """A door behind a building's word, or behind dashes."""
    if villa := _VILLA.match(plain):
        return DoorAddress(villa["building"], None, None, villa["door"])
    below = _BELOW.sub("负", plain) if plain.count("-") == 1 else plain
    if (found := _BUILDING.match(below)) and (rest := _REST.match(found["rest"])):
        return _joined(found["building"], rest["entrance"] or "", rest["floor"] or "", rest["door"])
    if (named := _NAMED.match(below)) and (rest := _REST.match(named["rest"])) and not rest["entrance"]:
        return _joined(named["building"], named["entrance"], rest["floor"] or "", rest["door"])
    if _STREET.match(plain):
        return None
    bare = _BARE.match(plain)
    return _from_parts(bare["parts"].split("-"), bare["door"]) if bare else None


def _as_house(plain: str) -> DoorAddress | None:
    """A number behind the name of a street, a group or a tower without floors' words; never what only half was read."""
    house = _HOUSE.match(plain)
    if house is None or not house["building"] or "单元" in house["building"] or _HALF_READ.search(house["building"]):
        return None
    return _joined(house["building"].rstrip("-"), "", "", house["door"])


def read_house(text: str, area: str) -> DoorAddress | None:
    """A number in a village that has no streets: `12号`, `12`. The area itself stands for the building."""
    written = plain_text(text)
    found = _HOUSE.match(_within(written, plain_text(area))) if len(written) <= LONGEST else None
    if not found or found["building"] or found["unit"] == "室" or not area.strip():
        return None
    return DoorAddress(area.strip(), None, None, door_name(found["door"]))


def _within(plain: str, area: str) -> str:
    """Without the street office, the community, and an estate that is called like the area."""
    for pattern in (_OFFICES, _COMMUNITY, _GRID):
        plain = pattern.sub("", plain)
    stem = _STEM.sub("", area)
    place = plain.find(stem) if len(stem) > 1 else -1
    if place >= 0:
        rest = plain[place + len(stem) :]
        kind = re.match(r"(?:小区|社区|村(?!\d*组))?", rest)
        cut = rest[kind.end() :] if kind else rest
        return cut.lstrip("-") if re.match(rf"[\dA-Z{_ORDER}-]", cut) else plain
    return plain


def _from_parts(parts: list[str], door: str) -> DoorAddress | None:
    """`5-2-601`: building, entrance, door. Of four parts the third is the floor, or the first an estate's name."""
    if len(parts) == 3 and floor_number(parts[2]) != floor_of_door(door):
        if not parts[0].isdecimal():
            parts = [parts[0] + parts[1], parts[2]]
        elif floor_of_door(door) is not None:
            return None
    building, entrance, floor = (*parts, "", "")[:3]
    return _joined(building, entrance, floor, door)


def join_address(building: str, entrance: str, floor: str, door: str) -> DoorAddress | None:
    """The parts as four columns have them, or None without a building or a door. The door's cell may name the entrance, too."""
    if max(map(len, (building, entrance, floor, door))) > LONGEST:
        return None
    name, way, number = plain_text(building), plain_text(entrance), plain_text(door)
    if number.count("-") == 2 and building_name(number.partition("-")[0]) == building_name(name):
        number = number.partition("-")[2]
    way = "" if is_nothing(way) else way
    if not way and (split := _WITH_ENTRANCE.match(name)):
        name, way = split["building"].rstrip("-"), split["entrance"] or split["bare"]
    if not _ON_STREET.search(name) and (rest := _REST.match(number)) and (rest["entrance"] or rest["floor"]):
        own = entrance_name(rest["entrance"] or "")
        if way and not rest["floor"] and floor_number(rest["entrance"] or "") == floor_of_door(rest["door"]) is not None:
            number = rest["door"]  # 3-302: the floor said once more
        elif own is None or not way or own == entrance_name(way):
            way, number = way or own or "", rest["door"]
            floor = floor or rest["floor"] or ""
    return _joined(name, way, floor, number)


def _joined(building: str, entrance: str, floor: str, door: str) -> DoorAddress | None:
    name, number = building_name(building), door_name(door)
    if not name or not number or (len(number) == 1 and number.isalpha() and not entrance and not floor):
        return None
    if plain_text(floor):
        storey = floor_number(floor)
    elif side := _SIDE_OF_FLOOR.match(number):
        storey, number = int(side["floor"]), f"{side['side']}户"
    else:
        storey = None if _ON_STREET.search(name) else floor_of_door(number)
    return DoorAddress(name, entrance_name(entrance), storey, number)


@lru_cache(maxsize=4096)
def building_name(text: str) -> str:
    """`8栋`, `８幢`, `8#楼` and `八号楼` are 8号楼, `A栋` and `A` are A座; a name without a number (东区) stays."""
    plain = plain_text(text)
    if lettered := _LETTERED.match(plain):
        word = "号楼" if (lettered["name"] or "")[-1:].isdecimal() else "座"
        return f"{lettered['name'] or lettered['estate'] or ''}{lettered['letter'] or lettered['only'] or lettered['bare']}{word}"
    numbered = _NUMBERED.match(plain)
    if numbered is None:
        return plain
    name = numbered["name"] if re.search(r"\d-$", numbered["name"]) else numbered["name"].rstrip("-")
    return f"{name}{int(numbered['number'])}号楼"


@lru_cache(maxsize=4096)
def entrance_name(text: str) -> str | None:
    """`1`, `1门` and `一单元` are 1单元; None without one."""
    plain = plain_text(text)
    found = _ENTRANCE.match(plain)
    if not found:
        return plain or None
    name = found["name"]
    return f"{int(name) if name.isdecimal() else name}单元"


@lru_cache(maxsize=4096)
def floor_number(text: str) -> int | None:
    """`3`, `3层` → 3; `-1`, `B1`, `负一层` → -1; None where it is not a number."""
    found = _FLOOR.match(plain_text(text))
    return _storey(found["below"], found["number"]) if found else None


@lru_cache(maxsize=4096)
def door_name(text: str) -> str:
    """The number on the door without the words around it."""
    plain = plain_text(text)
    if plain and len(plain) <= 2 and set(plain) <= set(_SIDES):
        return f"{plain}户"
    return _BETWEEN.sub("", _ROOM_WORD.sub("", plain.removesuffix("跃层").removesuffix("复式")))


@lru_cache(maxsize=4096)
def floor_of_door(door: str) -> int | None:
    """302 is on floor 3, 1101 and A1101 on floor 11, 12C on floor 12; shorter and longer numbers say nothing, nor do 012 and 001."""
    found = _FROM_DOOR.match(door)
    return (_storey(found["below"], found["storey"] or found["digits"][:-2]) or None) if found else None


def _storey(below: str | None, digits: str) -> int | None:
    floor = -int(digits) if below else int(digits)
    return floor if floor in FLOORS else None
