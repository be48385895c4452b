"""python -m tests.long.piece KIND SEED FILE: one piece, what it found written into FILE."""

import sys
import tempfile
from pathlib import Path

import msgspec

from tests.long.pieces import BY_NAME, Found


def main() -> None:
    name, seed, into = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the user that PostgreSQL runs as passes through it
        try:
            found = BY_NAME[name].run(int(seed), Path(folder))
        except Exception as error:
            found = Found(0, [f"{name} of seed {seed} stumbled: {type(error).__name__}: {str(error)[:600]}"])
    Path(into).write_bytes(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
