"""Reads what a phone sent: the envelope strictly, each command apart, so that one bad command spoils nothing else."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import Raw

from sync import protocol, rawjson
from sync.commands import AnyCommand, Command, Park, RecordVisit, Withdraw
from sync.errors import BadEncoding, BadRequest, TooDeep, TooLarge, UnsupportedProtocol

Why = Literal[
    "not_an_object",
    "no_id",
    "no_household",
    "lone_surrogate",
    "nul",
    "number_out_of_range",
    "text_too_long",
    "unknown_type",
    "unknown_field",
    "wrong_value",
    "n_repeated",
    "id_taken",
]
Call = TypeVar("Call", protocol.Push, protocol.Pull)

_AROUND = 2  # the levels of a push around each command
_PUSH = msgspec.json.Decoder(protocol.Push)
_PULL = msgspec.json.Decoder(protocol.Pull)
_COMMAND: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_WITHOUT_HOUSEHOLD = (Withdraw, Park)
_TYPES = frozenset(str(kind.__struct_config__.tag) for kind in AnyCommand.__args__)


class Unreadable(msgspec.Struct, frozen=True):
    """A command to be parked, with as much of it as can be told. `raw` is what was sent."""

    reason: Why
    raw: bytes
    id: UUID | None = None
    n: int | None = None
    type: str | None = None
    household_id: UUID | None = None


class _Known(msgspec.Struct, frozen=True):
    """What is read of a command that is otherwise wrong, one field at a time."""

    id: UUID | None = None
    n: protocol.N | None = None
    type: protocol.Short | None = None
    household_id: UUID | None = None


def read_push(raw: bytes) -> protocol.Push:
    """The envelope of a push; its commands are still bytes. Raises SyncError, and nothing else."""
    push = _read(_PUSH, raw)
    if len(push.commands) > protocol.MAX_COMMANDS:
        raise TooLarge(f"more than {protocol.MAX_COMMANDS} commands")
    return push


def read_pull(raw: bytes) -> protocol.Pull:
    """Raises SyncError, and nothing else."""
    return _read(_PULL, raw)


def read_apart(raw: bytes) -> tuple[protocol.Push, list[AnyCommand | Unreadable]]:
    """A push that `read_push` refuses for the sake of one command, with every command apart: for what no phone can be asked to send in pieces.

    Raises SyncError, and nothing else.
    """
    _check_encoding(raw)
    push = _decode_parts(_PUSH, rawjson.members(raw.decode()))
    _check_protocol(push)
    if len(push.commands) > protocol.MAX_COMMANDS:
        raise TooLarge(f"more than {protocol.MAX_COMMANDS} commands")
    return push, [_read_shallow(bytes(each)) for each in push.commands]


def _read_shallow(sent: bytes) -> AnyCommand | Unreadable:
    if rawjson.is_deeper_than(protocol.MAX_NESTING - _AROUND, sent):
        return _unreadable(sent, TooDeep())
    return read_command(sent)


def read_command(raw: bytes | Raw) -> AnyCommand | Unreadable:
    """One command, or why it must be parked. Never raises for bytes that `read_push` let through."""
    sent = bytes(raw)
    try:
        command = _COMMAND.decode(sent)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return _unreadable(sent, error)
    reason = _reason_to_refuse(command, sent)
    if reason is None:
        return command
    return Unreadable(reason, sent, command.id, command.n, type_of(command), command.household_id)


def type_of(command: Command) -> str:
    """The wire's name of a command's type."""
    return str(command.__struct_config__.tag)


def kept_text(raw: bytes) -> str:
    """Bytes in custody as text that every database takes: NUL and what is not UTF-8 escaped."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\u0000")


def _read(decoder: msgspec.json.Decoder[Call], raw: bytes) -> Call:
    if len(raw) > protocol.MAX_BODY:
        raise TooLarge(f"more than {protocol.MAX_BODY} bytes")
    _check_encoding(raw)
    call = _decode(decoder, raw)
    _check_nesting(call, raw)
    _check_protocol(call)
    return call


def _check_protocol(call: protocol.Push | protocol.Pull) -> None:
    if call.protocol != protocol.PROTOCOL:
        raise UnsupportedProtocol(f"this server speaks protocol {protocol.PROTOCOL}")


def _check_encoding(raw: bytes) -> None:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise BadEncoding("not UTF-8") from error


def _decode(decoder: msgspec.json.Decoder[Call], raw: bytes) -> Call:
    try:
        return decoder.decode(raw)
    except RecursionError as error:
        raise TooDeep(f"nested past {protocol.MAX_NESTING}") from error
    except msgspec.DecodeError:
        if rawjson.is_deeper_than(protocol.MAX_NESTING, raw):
            raise TooDeep(f"nested past {protocol.MAX_NESTING}") from None
        return _decode_parts(decoder, rawjson.members(raw.decode()))


def _decode_parts(decoder: msgspec.json.Decoder[Call], parts: dict[str, bytes]) -> Call:
    """Decode an envelope that msgspec refused: around its commands, and without a status that is wrong."""
    commands = parts.pop("commands", None)
    if commands is not None and not commands.startswith(b"["):
        raise BadRequest("commands is not a list")
    if "status" in parts and not _is_status(parts["status"]):
        del parts["status"]
    if commands is not None:
        parts["commands"] = b"[]"
    body = b",".join(json.dumps(name).encode() + b":" + value for name, value in parts.items())
    try:
        call = decoder.decode(b"{" + body + b"}")
    except msgspec.DecodeError as error:
        raise _envelope_error(parts) from error
    if commands is not None and isinstance(call, protocol.Push):
        one_too_many = islice(rawjson.elements(commands.decode()), protocol.MAX_COMMANDS + 1)
        call.commands.extend(Raw(command) for command in one_too_many)
    return call


def _is_status(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=protocol.Status)
    except msgspec.DecodeError:
        return False
    return True


def _envelope_error(parts: dict[str, bytes]) -> BadRequest | UnsupportedProtocol:
    """Of another protocol's envelope nothing else can be said."""
    version = parts.get("protocol", b"")
    if version.isdigit() and version != str(protocol.PROTOCOL).encode():
        return UnsupportedProtocol(f"this server speaks protocol {protocol.PROTOCOL}")
    return BadRequest("not the envelope that SPEC.md describes")


def _check_nesting(call: protocol.Push | protocol.Pull, raw: bytes) -> None:
    """No deeper than 16, counted exactly, but only where there are brackets enough."""
    commands = call.commands if isinstance(call, protocol.Push) else []
    inside = 0
    for command in commands:
        opened = rawjson.brackets_in(bytes(command))
        if opened + _AROUND > protocol.MAX_NESTING and rawjson.is_deeper_than(protocol.MAX_NESTING - _AROUND, bytes(command)):
            raise TooDeep(f"nested past {protocol.MAX_NESTING}")
        inside += opened
    outside = rawjson.brackets_in(raw) - inside
    if outside > protocol.MAX_NESTING and rawjson.is_deeper_than(protocol.MAX_NESTING, raw):
        raise TooDeep(f"nested past {protocol.MAX_NESTING}")


def _reason_to_refuse(command: AnyCommand, sent: bytes) -> Why | None:
    """What the types alone do not say of a command that decoded."""
    if b"\\u0000" in sent and b"\\u0000" in sent.replace(rb"\\", b""):
        return "nul"
    if command.household_id is None and not isinstance(command, _WITHOUT_HOUSEHOLD):
        return "no_household"
    if isinstance(command, RecordVisit) and command.answers:
        return next(_wrong_in(command.answers), None)
    return None


def _unreadable(sent: bytes, error: Exception) -> Unreadable:
    try:
        value = _LENIENT.decode(sent.decode())
    except (ValueError, RecursionError):
        return Unreadable("wrong_value", sent)
    if not isinstance(value, dict):
        return Unreadable("not_an_object", sent)
    known = {name: _known(name, value[name]) for name in _Known.__struct_fields__ if name in value}
    read = msgspec.convert({name: each for name, each in known.items() if each is not None}, _Known)
    return Unreadable(_why(value, read, str(error)), sent, read.id, read.n, read.type, read.household_id)


def _why(value: dict[str, object], read: _Known, said: str) -> Why:
    if read.id is None:
        return "no_id"
    wrong = next(_wrong_in(value), None)
    if wrong is not None:
        return wrong
    if read.type not in _TYPES:
        return "unknown_type"
    return "unknown_field" if "unknown field" in said else "wrong_value"


def _known(name: str, value: object) -> object:
    """The value, if it is one this field can have; else None, as if it had not been sent."""
    try:
        msgspec.convert({name: value}, _Known)
    except (msgspec.ValidationError, UnicodeError):
        return None
    return None if isinstance(value, str) and next(_wrong_in(value), None) is not None else value


def _wrong_in(value: object) -> Iterator[Why]:
    """Everything wrong within a JSON value that no type of the protocol describes."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _wrong_in(name)
            yield from _wrong_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _wrong_in(each)
    elif isinstance(value, str):
        yield from _wrong_in_text(value)
    elif (isinstance(value, int) and not -(2**63) <= value < 2**63) or (isinstance(value, float) and abs(value) == float("inf")):
        yield "number_out_of_range"


def _wrong_in_text(text: str) -> Iterator[Why]:
    if any("\ud800" <= char <= "\udfff" for char in text):
        yield "lone_surrogate"
    if "\0" in text:
        yield "nul"
    if len(text) > protocol.MAX_TEXT:
        yield "text_too_long"


def _integer(digits: str) -> int:
    """Python refuses integers of more than 4,300 digits; past 2^63 the exact value matters to nobody."""
    return int(digits) if len(digits) < 30 else 2**63


_LENIENT = json.JSONDecoder(parse_int=_integer)
