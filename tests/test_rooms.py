"""Imports point one way: each room may know the rooms below it and no other. Reads the sources, runs none of them."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
APP = ROOT / "pwa" / "src"

SYNC_MAY_IMPORT = {"sync", "msgspec"} | sys.stdlib_module_names
SERVER_MAY_NOT_IMPORT = {"tests", "bench", "launch"}

# What a room of the app may import, beside itself and packages. main.tsx joins the parts and may know all of them.
ROOMS_OF_THE_APP = {
    "protocol": set[str](),
    "messages": set[str](),
    "sync": {"protocol"},
    "store": {"protocol", "sync", "messages"},
    "ui": {"protocol", "sync", "store", "messages", "styles"},
    "sw": {"protocol", "sync", "store"},
}
DISK_AND_NETWORK = re.compile(r"(?<![\w.])(fetch|indexedDB|localStorage|sessionStorage|XMLHttpRequest)\b(?=\s*[(.])")
TS_IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)['"]([^'"]+)['"]""")
TS_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def imports_of(path: Path) -> Iterator[str]:
    """The dotted names a Python module imports; `from a import b` gives a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            base = ".".join([*package, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def python_files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def app_files() -> list[Path]:
    return sorted(path for path in APP.rglob("*.ts*") if ".test." not in path.name)


def room_of(path: PurePosixPath) -> str:
    """The room of a path below pwa/src: its first folder, or the name of a file that stands there alone."""
    return path.parts[0].split(".")[0]


def test_sync_imports_nothing_but_itself_the_standard_library_and_msgspec() -> None:
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in python_files("sync")
        for name in imports_of(path)
        if name.split(".")[0] not in SYNC_MAY_IMPORT
    ]

    assert wrong == []


def test_sync_touches_no_disk_network_clock_or_randomness() -> None:
    shells = {"socket", "asyncio", "time", "random", "secrets", "os", "pathlib", "sqlite3", "threading", "urllib", "http"}

    wrong = [
        (str(path.relative_to(ROOT)), name) for path in python_files("sync") for name in imports_of(path) if name.split(".")[0] in shells
    ]

    assert wrong == []


def test_server_imports_no_room_that_stands_above_it() -> None:
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in python_files("server")
        for name in imports_of(path)
        if name.split(".")[0] in SERVER_MAY_NOT_IMPORT
    ]

    assert wrong == []


def test_a_noun_never_imports_another_nouns_routes() -> None:
    wrong = []
    for path in python_files("server"):
        noun = path.relative_to(ROOT / "server").parts[0]
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] == "server" and parts[2:3] == ["routes"] and parts[1] != noun and noun != "app.py":
                wrong.append((str(path.relative_to(ROOT)), name))

    assert wrong == []


def test_the_rooms_of_the_app_import_only_the_rooms_below_them() -> None:
    wrong = []
    for path in app_files():
        here = PurePosixPath(path.relative_to(APP).as_posix())
        room = room_of(here)
        if room in {"main", "env", "vite-env"}:
            continue
        assert room in ROOMS_OF_THE_APP, f"{here} is in no room: give it one in this test"
        for specifier in TS_IMPORT.findall(TS_COMMENT.sub("", path.read_text(encoding="utf-8"))):
            if specifier.startswith("."):
                target = (path.parent / specifier).resolve()
                reached = room_of(PurePosixPath(target.relative_to(APP).as_posix()))
                if reached != room and reached not in ROOMS_OF_THE_APP[room]:
                    wrong.append((str(here), specifier))

    assert wrong == []


def test_screens_meet_the_disk_and_the_network_only_through_the_store() -> None:
    wrong = [
        (path.relative_to(APP).as_posix(), found)
        for path in app_files()
        if room_of(PurePosixPath(path.relative_to(APP).as_posix())) == "ui"
        for found in DISK_AND_NETWORK.findall(TS_COMMENT.sub("", path.read_text(encoding="utf-8")))
    ]

    assert wrong == []
