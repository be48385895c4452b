"""Reading somebody's file in a process of its own, with little memory and little time, so that a hostile one stops there.

Run as `python -m server.exchange.sandbox` it reads a question and a file on stdin and writes the answer, or why not, as JSON on stdout.
"""

import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from server.exchange.columns import NO_HEADER, columns_of, find_columns, header_of, index_of, titles_at
from server.exchange.files import Sheet, read_file
from server.exchange.lines import Problem, Roll
from server.exchange.look import Look, choose_sheet, look_at
from server.exchange.reading import read_roll
from server.exchange.rows import UPLOADED, Limits, RollError, Row

MEMORY_BYTES = 512 * 1024 * 1024
LOOK_UP_S = 0.5  # how often a waiting thread asks whether it is still wanted


class AskLook(msgspec.Struct, frozen=True, tag="look"):
    """What the columns seem to hold; `remembered` {heading: field}."""

    remembered: Mapping[str, str]
    limits: Limits = UPLOADED


class AskRoll(msgspec.Struct, frozen=True, tag="roll"):
    """The doors of an area. `named` {heading: field} for this roll; or `fields` {column: field} of a sheet whose header is `header_line`.

    Without `fields`, `header_line` None: the header is looked for.
    """

    area: str
    named: Mapping[str, str] = {}
    remembered: Mapping[str, str] = {}
    fields: Mapping[int, str] | None = None
    header_line: int | None = None
    sheet: str | None = None
    limits: Limits = UPLOADED


class AskRows(msgspec.Struct, frozen=True, tag="rows"):
    """The rows of the first sheet that has any."""

    limits: Limits = UPLOADED


class _Refused(msgspec.Struct, tag="refused"):
    code: str
    detail: str


class _Looked(msgspec.Struct, tag="looked"):
    look: Look


class _Read(msgspec.Struct, tag="read"):
    roll: Roll


class _Rows(msgspec.Struct, tag="rows"):
    rows: tuple[Row, ...]


Ask = AskLook | AskRoll | AskRows
Answer = _Refused | _Looked | _Read | _Rows
T = TypeVar("T", _Looked, _Read, _Rows)
_asks = msgspec.json.Decoder(Ask)
_answers = msgspec.json.Decoder(Answer)


class StoppedError(Exception):
    """Nobody wants the answer any more."""


def _never() -> bool:
    return False


def look(data: bytes, ask: AskLook, *, is_stopped: Callable[[], bool] = _never) -> Look:
    """Of a file that nobody has looked at yet. Raises RollError, or StoppedError once `is_stopped`."""
    return _ask(data, ask, _Looked, is_stopped).look


def read(data: bytes, ask: AskRoll, *, is_stopped: Callable[[], bool] = _never) -> Roll:
    """Raises RollError, or StoppedError once `is_stopped`."""
    return _ask(data, ask, _Read, is_stopped).roll


def read_rows(data: bytes, ask: AskRows, *, is_stopped: Callable[[], bool] = _never) -> tuple[Row, ...]:
    """Raises RollError, or StoppedError once `is_stopped`."""
    return _ask(data, ask, _Rows, is_stopped).rows


def _ask(data: bytes, ask: Ask, wanted: type[T], is_stopped: Callable[[], bool]) -> T:
    if len(data) > ask.limits.size:
        raise RollError("file_too_large", f"The file has {len(data):,} bytes; at most {ask.limits.size:,} are read.")
    told = msgspec.json.encode(ask) + b"\n" + data
    try:
        answer = _answers.decode(_run(told, ask.limits.seconds, is_stopped))
    except (subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        raise RollError("file_too_hard", f"The file could not be read within {ask.limits.seconds:g} seconds and 512 MB.") from error
    if isinstance(answer, _Refused):
        raise RollError(answer.code, answer.detail)
    if not isinstance(answer, wanted):
        raise TypeError(f"the process answered {type(answer).__name__}")
    return answer


def _run(told: bytes, seconds: float, is_stopped: Callable[[], bool]) -> bytes:
    """What the process wrote. It ends with this call, whatever happens."""
    command = [sys.executable, "-m", __name__]
    deadline = time.monotonic() + seconds
    with tempfile.TemporaryFile() as given:  # it has no name, so nobody else finds it
        given.write(told)
        given.seek(0)
        with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            try:
                return _await(process, deadline, is_stopped)
            finally:
                process.kill()


def _await(process: subprocess.Popen[bytes], deadline: float, is_stopped: Callable[[], bool]) -> bytes:
    while not is_stopped():
        try:
            return process.communicate(timeout=min(LOOK_UP_S, max(deadline - time.monotonic(), 0)))[0]
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise
    raise StoppedError


def answer_to(ask: Ask, data: bytes) -> Answer:
    """What the process answers."""
    try:
        sheets = read_file(data, ask.limits)
        if isinstance(ask, AskLook):
            return _Looked(look_at(sheets, ask.remembered))
        if isinstance(ask, AskRows):
            return _Rows(next((sheet.rows for sheet in sheets if sheet.rows), ()))
        sheet, _ = choose_sheet(sheets, {**ask.remembered, **ask.named}, ask.sheet)
        if ask.fields is None:
            columns = find_columns(sheet.rows, ask.named, ask.remembered, ask.header_line)
        else:
            header = index_of(sheet.rows, ask.header_line) if ask.header_line else NO_HEADER
            columns = columns_of(header, ask.fields, titles_at(sheet.rows, header))
        return _Read(_telling_others(read_roll(sheet.rows, columns, ask.area), sheet, sheets))
    except RollError as refused:
        return _Refused(refused.code, refused.detail)


def _telling_others(roll: Roll, sheet: Sheet, sheets: Sequence[Sheet]) -> Roll:
    """With a problem for each further sheet that lists doors: one is read at a time, and nobody should take it for all."""
    others = [each for each in sheets if each is not sheet and (found := header_of(each.rows, {})) is not None and found.tells_doors]
    told = tuple(Problem(1, "other_sheet", each.name) for each in others)
    return msgspec.structs.replace(roll, problems=(*told, *roll.problems))


def main() -> None:
    told, _, data = sys.stdin.buffer.read().partition(b"\n")
    ask = _asks.decode(told)
    _limit(math.ceil(ask.limits.seconds))
    sys.stdout.buffer.write(msgspec.json.encode(answer_to(ask, data)))


def _limit(seconds: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
