"""Reading somebody's file in a process of its own, with little memory and little time, so that a hostile one stops there.

Run as `python -m server.exchange.sandbox` it reads a file on stdin and writes its rows, or why not, as JSON on stdout.
"""

import subprocess
import sys

import msgspec

from server.exchange.rows import MAX_BYTES, RollError, Row, read_csv

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 60


class _Answer(msgspec.Struct):
    rows: tuple[Row, ...] = ()
    code: str | None = None
    detail: str = ""


_decoder = msgspec.json.Decoder(_Answer)


def read_rows(data: bytes, seconds: float = SECONDS) -> tuple[Row, ...]:
    """The rows of a CSV file that nobody has looked at yet. Raises RollError."""
    if len(data) > MAX_BYTES:
        raise RollError("file_too_large", f"The file has {len(data):,} bytes; at most {MAX_BYTES:,} are read.")
    try:
        done = subprocess.run([sys.executable, "-m", __name__], input=data, capture_output=True, timeout=seconds, check=False)
        answer = _decoder.decode(done.stdout)
    except (subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        raise RollError("file_too_hard", "The file could not be read within a minute and 512 MB.") from error
    if answer.code is not None:
        raise RollError(answer.code, answer.detail)
    return answer.rows


def main() -> None:
    _limit()
    try:
        answer = _Answer(read_csv(sys.stdin.buffer.read()))
    except RollError as refused:
        answer = _Answer(code=refused.code, detail=refused.detail)
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    main()
