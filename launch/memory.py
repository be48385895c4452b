"""A folder for the files of a test run: in memory where there is room, for tests sync to the disk at every commit and keep nothing."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 3 << 30  # bytes; a run was seen to use a quarter of it


@contextmanager
def folder_for_tests() -> Iterator[Path]:
    """Empty at first, and gone at the end. The user that PostgreSQL runs as may pass through it."""
    place = MEMORY if _has_room(MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix="doorstep-test-", dir=place))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_room(place: Path) -> bool:
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK) and shutil.disk_usage(place).free >= ROOM
