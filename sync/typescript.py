"""Writes the wire's types for the app: `python -m sync.typescript > pwa/src/protocol.ts`. A test holds it current."""

import sys
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import NODEFAULT, Raw, Struct, UnsetType
from msgspec.structs import fields

from sync import commands, protocol
from sync.commands import AnyCommand, Command

HEAD = "/* The wire, version 1. Written by `python -m sync.typescript` from sync/protocol.py and commands.py: change those, not this. */"
NAMES: dict[type[Struct], str] = {Command: "CommandBase"}
PLAIN: dict[object, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    UUID: "string",
    Any: "unknown",
    Raw: "Command",
    type(None): "null",
}
WIDTH = 120

Kind = type[Struct]


def declarations() -> str:
    """All of protocol.ts."""
    parts = [HEAD, "\n".join(_constants()), "\n".join(_unions())]
    parts += [_interface(kind) for kind in structs()]
    parts.append(_union("Command", [kind.__name__ for kind in get_args(AnyCommand)]))
    return "\n\n".join(parts) + "\n"


def _constants() -> Iterator[str]:
    for name in ("PROTOCOL", "MAX_BODY", "MAX_COMMANDS", "MAX_KEPT", "MAX_TEXT"):
        yield f"export const {name} = {getattr(protocol, name)};"


def _literals() -> dict[str, object]:
    found = {name: value for name, value in vars(protocol).items() if get_origin(value) is Literal}
    return found | {"Range": protocol.Range}


def _unions() -> Iterator[str]:
    for name, alias in _literals().items():
        if get_origin(alias) is Literal:
            yield _union(name, [repr(value) for value in get_args(alias)])
        else:
            yield f"export type {name} = readonly [number, number];"


def _union(name: str, members: list[str]) -> str:
    line = f"export type {name} = {' | '.join(members)};"
    if len(line) <= WIDTH:
        return line
    return f"export type {name} =" + "".join(f"\n  | {member}" for member in members) + ";"


def structs() -> list[Kind]:
    return [*_structs_of(commands), *_structs_of(protocol)]


def _structs_of(module: types.ModuleType) -> list[Kind]:
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Struct)]
    return [kind for kind in found if kind.__module__ == module.__name__]


def _interface(kind: Kind) -> str:
    base = next((each for each in kind.__bases__ if each in structs()), None)
    extends = f" extends {_name(base)}" if base else ""
    lines = [f"export interface {_name(kind)}{extends} {{"]
    lines += [f"  readonly {line};" for line in _members(kind)]
    return "\n".join([*_comment(kind), *lines, "}"])


def _comment(kind: Kind) -> list[str]:
    if not kind.__doc__:
        return []
    lines = [line.strip() for line in kind.__doc__.strip().splitlines()]
    return [f"/** {lines[0]} */"] if len(lines) == 1 else ["/**", *(f" * {line}".rstrip() for line in lines), " */"]


def _members(kind: Kind) -> Iterator[str]:
    tag = kind.__struct_config__.tag
    if kind in get_args(AnyCommand):
        yield f"type: '{tag}'"
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        if field.name in kind.__annotations__:
            mark = "?" if _may_be_left_out(kind, field) else ""
            yield f"{field.encode_name}{mark}: {_type(hints[field.name])}"


def _may_be_left_out(kind: Kind, field: msgspec.structs.FieldInfo) -> bool:
    """What a phone sends may leave out every default; what it is sent leaves out only what is unset."""
    has_default = field.default is not NODEFAULT or field.default_factory is not NODEFAULT
    return has_default and (kind in _SENT or field.default is msgspec.UNSET)


def _sent_by_phones() -> frozenset[Kind]:
    found: set[Kind] = set()
    waiting: list[object] = [Command, protocol.Push, protocol.Pull, *get_args(AnyCommand)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type) and issubclass(each, Struct) and each not in found:
            found.add(each)
            waiting += get_type_hints(each).values()
        waiting += [part for part in get_args(each) if part is not Ellipsis]
    return frozenset(found)


def _name(kind: Kind) -> str:
    return NAMES.get(kind, kind.__name__)


def _type(hint: object) -> str:
    named = next((name for name, alias in _literals().items() if alias == hint), None)
    if named is not None:
        return named
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _name(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _type(args[0])
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(_type(part) for part in args if part is not UnsetType))
    if origin is list:
        inner = _type(args[0])
        return f"readonly ({inner})[]" if " | " in inner else f"readonly {inner}[]"
    if origin is dict:
        return f"Readonly<Record<{_type(args[0])}, {_type(args[1])}>>"
    return PLAIN[hint]


_SENT = _sent_by_phones()

if __name__ == "__main__":
    sys.stdout.write(declarations())
