"""The store that ./run keeps: made once with the demo community in it, or empty, and brought up to date after an update."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from launch.console import Stop, say, step
from launch.place import KEPT, ROOT, VENV, environment
from launch.programs import run_quietly
from launch.stamps import checksum, is_stamped, stamp

DOORSTEP = VENV / "bin" / "doorstep"
MIGRATIONS = ROOT / "server" / "db" / "migrations"


class KeptStore(NamedTuple):
    """`demo` is what `doorstep demo` told when it made the store; None for an empty one."""

    url: str
    demo: dict[str, Any] | None


def open_kept(*, empty: bool, fresh: bool) -> KeptStore:
    name = "empty" if empty else "demo"
    file, told = KEPT / f"{name}.sqlite", KEPT / f"{name}.json"
    if fresh:
        _throw_away(file, told)
    if file.exists():
        _bring_up_to_date(name, file)
    elif not empty:
        _make_demo(file, told)
    return KeptStore(f"sqlite:///{file}", None if empty else _read(told))


def _throw_away(*files: Path) -> None:
    for file in files:
        for suffix in ("", "-wal", "-shm", ".desk-journal"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)


def _make_demo(file: Path, told: Path) -> None:
    """The store appears under its name only when it is whole."""
    making = file.with_name("making.sqlite")
    _throw_away(making)
    with step("the demo community 祥和社区"):
        command = [str(DOORSTEP), "demo", "--database", f"sqlite:///{making}", "--json"]
        made = subprocess.run(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if made.returncode != 0:
            raise Stop(f"{made.stderr[-3000:]}\nMaking the demo community failed; its last words are above.")
        _write_privately(told, made.stdout)
        making.replace(file)
    _throw_away(making)
    stamp(f"schema of {file.stem}", _schema())


def _bring_up_to_date(name: str, file: Path) -> None:
    if is_stamped(f"schema of {name}", _schema()):
        return
    with step("bringing the store up to date"):
        run_quietly("migrate", [DOORSTEP, "migrate", "--database", f"sqlite:///{file}"])
    stamp(f"schema of {name}", _schema())


def _schema() -> str:
    return checksum([MIGRATIONS])


def _write_privately(path: Path, text: str) -> None:
    """It holds sign-in tokens: its owner's alone."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _read(told: Path) -> dict[str, Any] | None:
    try:
        demo: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        say("  (what was told about the demo is gone; ./run --fresh starts over)")
        return None
    return demo
