"""`doorstep import FILE --area AREA`: preview, ask, write."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from server.db.engine import Store
from server.exchange.headings import FIELDS
from server.exchange.importer import Means, run_plan
from server.exchange.maps import remembered_maps
from server.exchange.plan import Plan, plan_import
from server.exchange.report import Report, report_of
from server.exchange.rows import OPERATORS, RollError
from server.exchange.sandbox import AskRoll, read
from server.exchange.words import say_report

Ask = Callable[[str], str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the roll: CSV in UTF-8, UTF-16 or GB18030")
    parser.add_argument("--area", required=True, help="an area's id or name; a community of that name is made if there is none")
    parser.add_argument("--roll", help="the roll's name, where an area has more than one")
    parser.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD", help=f"what a column holds: {', '.join(FIELDS)}")
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def import_roll(args: argparse.Namespace, store: Store, means: Means, ask: Ask = input) -> int:
    """The process's exit code: 0 done, 1 refused or not wanted."""
    try:
        plan = _plan(args, store, means.clock())
        if args.dry_run:
            return _tell(args, plan, report_of(plan.roll, plan.counts), done=False)
        if not args.yes and not _is_wanted(plan, ask):
            print("Nothing was written.", file=sys.stderr)
            return 1
        return _tell(args, plan, run_plan(store, plan, means), done=True)
    except RollError as refused:
        print(f"doorstep import: {refused.detail} ({refused.code})", file=sys.stderr)
        return 1


def _plan(args: argparse.Namespace, store: Store, now: int) -> Plan:
    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise RollError("unreadable_file", f"{args.file} cannot be read: {error.strerror}.") from error
    remembered = store.read_now(remembered_maps)
    roll = read(data, AskRoll(args.area, parse_map(args.map), remembered, limits=OPERATORS))
    return plan_import(store, roll, args.area, args.roll, now)


def parse_map(pairs: list[str]) -> Mapping[str, str]:
    """`地址=address` and the like. Raises RollError."""
    named = {}
    for pair in pairs:
        heading, _, field = pair.rpartition("=")
        if not heading or field not in FIELDS:
            raise RollError("wrong_map", f"--map {pair}: write HEADING=FIELD, the field one of {', '.join(FIELDS)}.")
        named[heading] = field
    return named


def _is_wanted(plan: Plan, ask: Ask) -> bool:
    """The preview goes to stderr, so that --json stays one object."""
    for line in say_report(report_of(plan.roll, plan.counts), plan.area.name, done=False):
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
