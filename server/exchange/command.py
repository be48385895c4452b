"""`doorstep import FILE --area AREA`: preview, ask, write. `doorstep import --undo ID`: take back."""

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.db.engine import Store
from server.exchange.ending import end_import, end_undo
from server.exchange.headings import FIELDS
from server.exchange.importer import Course, Means, run_plan
from server.exchange.made import TakenBack
from server.exchange.maps import remembered_maps
from server.exchange.places import find_area
from server.exchange.plan import Plan, plan_import
from server.exchange.report import Report, report_of
from server.exchange.rows import OPERATORS, RollError
from server.exchange.sandbox import AskRoll, read
from server.exchange.schemas import UndoneBody
from server.exchange.turns import Turns, turns_of
from server.exchange.undo import UndoCourse, undo_import
from server.exchange.uploads import forget_data, get_upload, insert_imported, put_upload
from server.exchange.words import say_report, say_undone

Ask = Callable[[str], str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help="the roll: XLSX, ODS, or CSV in UTF-8, UTF-16 or GB18030")
    parser.add_argument("--area", help="an area's id or name; a community of that name is made if there is none")
    parser.add_argument("--roll", help="the roll's name, where an area has more than one")
    parser.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD", help=f"what a column holds: {', '.join(FIELDS)}")
    parser.add_argument("--header", type=int, metavar="LINE", help="the line of the file that has the headings, if another is taken for it")
    parser.add_argument("--undo", metavar="ID", help="take an import back (the undo_id that it told), but for what somebody touched since")
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def import_roll(args: argparse.Namespace, store: Store, means: Means, ask: Ask = input) -> int:
    """The process's exit code: 0 done, 1 refused or not wanted."""
    try:
        with turns_of(store) as turns:
            return _undo(args, turns, means) if args.undo is not None else _import(args, turns, means, ask)
    except RollError as refused:
        print(f"doorstep import: {refused.detail} ({refused.code})", file=sys.stderr)
        return 1


def _import(args: argparse.Namespace, turns: Turns, means: Means, ask: Ask) -> int:
    if args.file is None or args.area is None:
        raise RollError("what_to_import", "Name a file and --area, or an import to take back with --undo.")
    data = _bytes_of(args.file)
    plan = _plan(args, data, turns, means.clock())
    if args.dry_run:
        return _tell(args, plan, report_of(plan.roll, plan.counts), done=False)
    if not args.yes and not _is_wanted(plan, ask):
        print("Nothing was written.", file=sys.stderr)
        return 1
    report = run_plan(turns, plan, means, Course(means.new_id(), file=args.file.name))
    if report.undo_id is not None:
        turns.write_now(partial(_note, args=args, size=len(data), report=report, now=means.clock()))
    return _tell(args, plan, report, done=True)


def _note(conn: Connection, *, args: argparse.Namespace, size: int, report: Report, now: int) -> None:
    """So that desks see it, and can take it back."""
    import_id = UUID(report.undo_id)
    insert_imported(conn, import_id, args.file.name, size, report, now)
    end_import(conn, import_id, None, report, now)


def _undo(args: argparse.Namespace, turns: Turns, means: Means) -> int:
    try:
        import_id = UUID(args.undo)
    except ValueError as error:
        raise RollError("no_such_import", f"{args.undo} is no id of an import.") from error
    upload = turns.read_now(lambda conn: get_upload(conn, import_id))
    begun = upload.taken if upload else TakenBack()

    def note(conn: Connection, taken: TakenBack, done: int, doors: int) -> None:
        put_upload(conn, import_id, tally=taken)
        forget_data(conn, import_id)  # what broke off does not go on from now on

    def end(conn: Connection, undone: UndoneBody) -> None:
        end_undo(conn, import_id, None, undone, means.clock())

    undone = undo_import(turns, import_id, means, UndoCourse(begun, note, end))
    print(msgspec.json.encode(undone).decode() if args.json else "\n".join(say_undone(undone)))
    return 0


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > OPERATORS.size:
            raise RollError("file_too_large", f"{path} has {size:,} bytes; at most {OPERATORS.size:,} are read.")
        return path.read_bytes()
    except OSError as error:
        raise RollError("unreadable_file", f"{path} cannot be read: {error.strerror}.") from error


def _plan(args: argparse.Namespace, data: bytes, turns: Turns, now: int) -> Plan:
    remembered = turns.read_now(remembered_maps)
    area = turns.read_now(lambda conn: find_area(conn, args.area))
    roll = read(data, AskRoll(area.name, parse_map(args.map), remembered, header_line=args.header, limits=OPERATORS))
    return plan_import(turns, roll, args.area, args.roll, now)


def parse_map(pairs: list[str]) -> Mapping[str, str]:
    """`地址=address` and the like. Raises RollError."""
    named = {}
    for pair in pairs:
        heading, _, field = pair.rpartition("=")
        if not heading or field not in (*FIELDS, "ignore"):
            raise RollError("wrong_map", f"--map {pair}: write HEADING=FIELD, the field one of {', '.join(FIELDS)}, ignore.")
        named[heading] = field
    return named


def _is_wanted(plan: Plan, ask: Ask) -> bool:
    """The preview goes to stderr, so that --json stays one object."""
    for line in say_report(report_of(plan.roll, plan.counts, sample=plan.sample), plan.area.name, done=False):
        print(line, file=sys.stderr)
    print("Write this? [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return ask("").strip().lower() in ("y", "yes")
    except EOFError:
        print("(nobody to ask: --yes writes without asking)", file=sys.stderr)
        return False


def _tell(args: argparse.Namespace, plan: Plan, report: Report, *, done: bool) -> int:
    if args.json:
        print(msgspec.json.encode(replace(report, sample=msgspec.UNSET)).decode())
    else:
        print("\n".join(say_report(report, plan.area.name, done=done)))
    return 0
