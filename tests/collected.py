"""Which tests really run, as pytest and vitest find them in what is written: a document that names one relies on it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = {"skip", "skipif", "xfail", "fixture"}  # decorators of what does not run, or may fail unseen


def collected() -> set[str]:
    """The names of the tests in Python that run wherever all is tested. One that may skip itself is none of them."""
    return {name for path in sorted(ROOT.glob("tests/**/test_*.py")) for name in run_in(path.read_text(encoding="utf-8"))}


def run_in(source: str) -> Iterator[str]:
    """Functions of a module itself that nothing takes out, and whose name nothing else takes later."""
    body = ast.parse(source).body
    if any(isinstance(each, ast.Assign) and _takes_out(each.value) for each in body if "pytestmark" in _names(each)):
        return
    last = {name: each for each in body for name in _names(each)}
    skipping = {name for name, each in last.items() if _skips_itself(each)}
    for name, each in last.items():
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and name.startswith("test_"):
            asked = {name, *(argument.arg for argument in each.args.args)}
            if not any(_takes_out(one) for one in each.decorator_list) and not asked & skipping:
                yield name


def _names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return [statement.name] if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else []


def _takes_out(expression: ast.expr) -> bool:
    return any(isinstance(each, ast.Attribute) and each.attr in LEFT_OUT for each in ast.walk(expression))


def _skips_itself(statement: ast.stmt) -> bool:
    return any(isinstance(each, ast.Call) and ast.unparse(each.func) in ("pytest.skip", "pytest.xfail") for each in ast.walk(statement))


def runs_in_app(path: str, name: str) -> bool:
    """Whether vitest runs a test (or a group, or a row of either) of this name in a file of `pwa/`."""
    file = ROOT / path
    if not (path.startswith("pwa/src/") and path.endswith((".test.ts", ".test.tsx")) and file.exists()):
        return False
    source = file.read_text(encoding="utf-8")
    left_out = re.search(r"\b(?:test|it|describe)\.(?:skip|todo|fails|only|skipIf|runIf)\b", source)
    return left_out is None and re.search(rf"[(\[]\s*(['\"`]){re.escape(name)}(?:: \$name)?\1", source) is not None
