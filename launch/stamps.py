"""What has been done already, by the checksum of what it was made from: a second start does nothing twice."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from launch.place import KEPT, ROOT

FILE = KEPT / "stamps.json"


def checksum(paths: Iterable[Path], *more: str) -> str:
    """Of the names and contents of files (folders: of all files in them), and of further words."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]
        for file in files:
            if "__pycache__" not in file.parts:
                total.update(f"{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode())
                total.update(file.read_bytes())
    for word in more:
        total.update(f"\0{word}".encode())
    return total.hexdigest()


def is_stamped(name: str, value: str) -> bool:
    return _read().get(name) == value


def stamp(name: str, value: str) -> None:
    held = _read() | {name: value}
    KEPT.mkdir(exist_ok=True)
    beside = FILE.with_suffix(".new")
    beside.write_text(json.dumps(held, indent=1), encoding="utf-8")
    beside.replace(FILE)


def _read() -> dict[str, str]:
    try:
        held: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return held
