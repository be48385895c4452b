"""python -m tests.long.piece KIND NUMBER FILE: one piece, what it found written into FILE: also where it is interrupted, what it had by then."""

import signal
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.long.pieces import BY_NAME, Found


def main() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started deaf to it
    name, number, into = sys.argv[1:]
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the user that PostgreSQL runs as passes through it
        try:
            BY_NAME[name].run(int(number), Path(folder), found)
        except KeyboardInterrupt:
            pass
        except Exception as error:
            found.wrong.append(f"{name} of piece {number} stumbled: {type(error).__name__}: {str(error)[:600]}")
        Path(into).write_bytes(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
