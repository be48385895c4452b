"""What a list of areas makes of the tree that is there: pure decisions. A list with any mistake makes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

Level = Literal["city", "district", "street", "community", "grid"]
LEVELS: tuple[Level, ...] = ("city", "district", "street", "community", "grid")
WORDS: Mapping[str, Level] = {
    **{level: level for level in LEVELS},
    **dict.fromkeys(("市", "地级市"), "city"),
    **dict.fromkeys(("区", "县", "区县", "县区", "市辖区", "县级市"), "district"),
    **dict.fromkeys(("街道", "镇", "乡", "乡镇", "街道办", "街道办事处", "镇街"), "street"),
    **dict.fromkeys(("社区", "村", "居委会", "村委会", "社区村", "居", "村居"), "community"),
    **dict.fromkeys(("网格", "小区", "片区"), "grid"),
}
MOST_PROBLEMS = 200


class Line(msgspec.Struct, frozen=True):
    """One area of the list. `parent` is the code of another, or empty. `number`: the line in the file, the heading being 1."""

    number: int
    code: str
    parent: str
    level: str  # as written; empty: one below its parent's
    name: str


class Known(msgspec.Struct, frozen=True):
    """An area that is there."""

    id: UUID
    parent_id: UUID | None
    code: str | None
    level: str
    name: str


class Problem(msgspec.Struct, frozen=True):
    """reason: no_code | no_name | too_long | unknown_level | unknown_parent | repeated_code | loop. `value`: what of the line is meant."""

    line: int
    reason: str
    value: str


class Planned(msgspec.Struct, frozen=True):
    """An area as it is to be. `was` None: new."""

    code: str
    parent: str
    level: str
    name: str
    was: Known | None


class Plan(msgspec.Struct, frozen=True):
    """`areas` from the top down. With problems there are none."""

    areas: tuple[Planned, ...]
    unchanged: int
    problems: tuple[Problem, ...]


def plan_areas(lines: Sequence[Line], known: Iterable[Known]) -> Plan:
    """Areas are recognised by their code. What the list does not name stays as it is."""
    by_code = {area.code: area for area in known if area.code}
    by_id = {area.id: area for area in by_code.values()}
    above = {code: by_id[area.parent_id].code or "" for code, area in by_code.items() if area.parent_id in by_id}
    above |= {line.code: line.parent for line in lines}
    named = {line.code: line for line in lines}
    problems = [*_wrong_lines(lines, by_code.keys() | named.keys()), *_loops(lines, above)]
    if problems:
        return Plan((), 0, tuple(sorted(problems, key=lambda each: each.line)[:MOST_PROBLEMS]))
    depth = {line.code: _depth(line.code, above) for line in lines}
    levels = {code: area.level for code, area in by_code.items()}
    planned = []
    for line in sorted(lines, key=lambda line: (depth[line.code], line.number)):
        levels[line.code] = WORDS[line.level] if line.level else _below(levels.get(line.parent))
        planned.append(Planned(line.code, line.parent, levels[line.code], line.name, by_code.get(line.code)))
    changed = [each for each in planned if not _is_same(each, above_of=by_id)]
    return Plan(tuple(changed), len(planned) - len(changed), ())


def _is_same(each: Planned, above_of: Mapping[UUID, Known]) -> bool:
    if each.was is None:
        return False
    parent = above_of.get(each.was.parent_id) if each.was.parent_id else None
    return (each.name, each.level, each.parent) == (each.was.name, each.was.level, (parent.code or "") if parent else "")


def _below(level: str | None) -> Level:
    if level is None:
        return LEVELS[0]
    return LEVELS[min(LEVELS.index(WORDS[level]) + 1, len(LEVELS) - 1)]


def _wrong_lines(lines: Sequence[Line], codes: Iterable[str]) -> Iterable[Problem]:
    known, seen = frozenset(codes), set[str]()
    for line in lines:
        if not line.code:
            yield Problem(line.number, "no_code", line.name)
        elif line.code in seen:
            yield Problem(line.number, "repeated_code", line.code)
        seen.add(line.code)
        if not line.name:
            yield Problem(line.number, "no_name", line.code)
        if max(len(line.name), len(line.code)) > 200:
            yield Problem(line.number, "too_long", line.code[:40] or line.name[:40])
        if line.level and line.level not in WORDS:
            yield Problem(line.number, "unknown_level", line.level[:40])
        if line.parent and line.parent not in known:
            yield Problem(line.number, "unknown_parent", line.parent[:40])


def _loops(lines: Sequence[Line], above: Mapping[str, str]) -> Iterable[Problem]:
    """Each loop once, at its first line, as the codes one comes by."""
    fine, told = set[str](), set[str]()
    for line in lines:
        way: list[str] = []
        code = line.code
        while code and code not in fine and code not in way:
            way.append(code)
            code = above.get(code, "")
        if code in way and code not in told:
            round_ = way[way.index(code) :]
            told.update(round_)
            yield Problem(line.number, "loop", " → ".join([*round_[:8], *(["…"] if len(round_) > 8 else []), code]))
        fine.update(way)


def _depth(code: str, above: Mapping[str, str]) -> int:
    depth = 0
    while code := above.get(code, ""):
        depth += 1
    return depth
