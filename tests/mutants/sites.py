"""Where a source can be made wrong, and how: each mutant changes one place of one file of the rules."""

import ast
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LEFT_OUT = {"__init__.py", "version.py"}  # nothing is decided there

NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
AT_THE_EDGE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
REVERSED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip

OF_STRUCTS = {"frozen", "kw_only", "gc"}  # how a Struct is made, not what is decided with it

UNCHANGED = "unchanged"

Change = Callable[[ast.AST], None]


class Mutant(NamedTuple):
    """One change: of the node at this place of `ast.walk`, the change of that name."""

    file: str
    line: int
    node: int
    change: str

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").replace("/", ".")


def files() -> list[str]:
    """The rules, as paths from the top."""
    found = sorted((ROOT / "sync").rglob("*.py"))
    return [path.relative_to(ROOT).as_posix() for path in found if path.name not in LEFT_OUT]


def mutants_of(file: str) -> list[Mutant]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    silent = _words_only(tree)
    return [
        Mutant(file, node.lineno, place, name)  # type: ignore[attr-defined]
        for place, node in enumerate(ast.walk(tree))
        if id(node) not in silent
        for name in _changes(node)
    ]


def in_random_order(seed: int) -> list[Mutant]:
    every = [mutant for file in files() for mutant in mutants_of(file)]
    random.Random(seed).shuffle(every)
    return every


def mutated(mutant: Mutant) -> ast.Module:
    """The whole file with its one change, or without one."""
    tree = ast.parse((ROOT / mutant.file).read_text(encoding="utf-8"))
    if mutant.change != UNCHANGED:
        node = list(ast.walk(tree))[mutant.node]
        _changes(node)[mutant.change](node)
    return ast.fix_missing_locations(tree)


def _words_only(tree: ast.Module) -> set[int]:
    """Nodes that decide nothing when the program runs: docstrings, types, imports, pieces of messages."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        for part in _parts_without_effect(node):
            silent.update(id(each) for each in ast.walk(part))
    return silent


def _parts_without_effect(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.JoinedStr() | ast.Import() | ast.ImportFrom():
            yield node
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar"))):
            yield node
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from (each for each in [node.returns, *node.decorator_list] if each is not None)
        case ast.arg(annotation=ast.expr() as hint):
            yield hint
        case ast.AnnAssign(annotation=hint):
            yield hint
        case ast.ClassDef():
            yield from (word for word in node.keywords if word.arg in OF_STRUCTS)


def _changes(node: ast.AST) -> dict[str, Change]:
    """By name, what can be done to this node in place."""
    match node:
        case ast.Compare(ops=[op]):
            tables = {"negated": NEGATED, "at the edge": AT_THE_EDGE}
            return {name: _with(ops=[table[type(op)]()]) for name, table in tables.items() if type(op) in table}
        case ast.BoolOp(op=op):
            return {"and/or": _with(op=ast.Or() if isinstance(op, ast.And) else ast.And())}
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in REVERSED:
            return {"other operator": _with(op=REVERSED[type(op)]())}
        case ast.UnaryOp(op=ast.Not()):
            return {"not removed": lambda made: setattr(made, "operand", _not(made.operand))}  # type: ignore[attr-defined]
        case ast.Constant(value=value):
            return _other_constant(value)
        case ast.If(test=ast.expr() as test) | ast.IfExp(test=test) | ast.While(test=test) if not isinstance(
            test, ast.Compare | ast.UnaryOp
        ):
            return {"condition negated": _with(test=_not(test))}
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value in (None, False)):
            return {"returns None": _with(value=ast.Constant(None))}
        case ast.Expr(value=ast.Call()):
            return {"call removed": _with(value=ast.Constant(None))}
        case ast.Assign():
            return {"assigns None": _with(value=ast.Constant(None))}
    return {}


def _other_constant(value: object) -> dict[str, Change]:
    if isinstance(value, bool):
        return {"other truth": _with(value=not value)}
    if isinstance(value, int):
        return {"one more": _with(value=value + 1)}
    if isinstance(value, str) and value:
        return {"other text": _with(value=f"{value}~")}
    return {}


def _with(**fields: object) -> Change:
    def change(node: ast.AST) -> None:
        for name, value in fields.items():
            setattr(node, name, value)

    return change


def _not(value: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), value)
