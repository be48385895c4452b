"""`doorstep areas FILE`: a tree of areas from a list, as the desk brings it in."""

import argparse
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.areas.changing import all_areas, lock_tree, write_plan
from server.areas.file_routes import text_of
from server.areas.listing import read_list, read_text
from server.areas.names import spelling
from server.areas.schemas import ListedAreas
from server.areas.tree import Line, plan_areas
from server.campaigns.reference import refresh_area
from server.db.engine import Store
from server.errors import BadRequest
from server.exchange.rows import OPERATORS, RollError
from server.exchange.sandbox import AskRows, read_rows
from server.exchange.sheets import is_sheet


def add_arguments(areas: argparse.ArgumentParser) -> None:
    areas.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX or ODS with a heading: code, parent_code, level, name")
    areas.add_argument("--dry-run", action="store_true", help="say what it would make, and write nothing")
    areas.add_argument("--json", action="store_true")


def bring_areas(args: argparse.Namespace, store: Store, now: int, new_id: Callable[[], UUID]) -> int:
    """The exit code: 1 for a list with mistakes, of which nothing is written. Raises BadRequest, OSError."""
    lines = read_list(_text(args.file.read_bytes()))
    spellings = {line.name: spelling(line.name) for line in lines}
    told = store.write_now(lambda conn: _write(conn, lines, spellings, now, new_id, dry_run=args.dry_run))
    if args.json:
        print(msgspec.json.encode(told).decode())
    else:
        print("\n".join([*(f"line {each.line}: {each.reason} ({each.value})" for each in told.problems), _said(told)]))
    return 1 if told.problems else 0


def _text(data: bytes) -> str:
    """Of a workbook its first sheet. Raises BadRequest."""
    if not is_sheet(data):
        return read_text(data)
    try:
        return text_of(read_rows(data, AskRows(OPERATORS)))
    except RollError as refused:
        raise BadRequest(refused.detail) from refused


def _write(
    conn: Connection, lines: tuple[Line, ...], spellings: dict[str, str], now: int, new_id: Callable[[], UUID], *, dry_run: bool
) -> ListedAreas:
    lock_tree(conn)
    plan = plan_areas(lines, all_areas(conn))
    if not dry_run:
        for area_id in write_plan(conn, plan.areas, spellings, new_id, now):
            refresh_area(conn, area_id)
    new = sum(each.was is None for each in plan.areas)
    is_written = not dry_run and not plan.problems
    return ListedAreas(len(lines), new, len(plan.areas) - new, plan.unchanged, [*plan.problems], is_written)


def _said(told: ListedAreas) -> str:
    if told.problems:
        return f"{len(told.problems)} mistakes: nothing was written"
    counts = f"{told.read} lines: {told.new} new, {told.changed} changed, {told.unchanged} as they are"
    return counts if told.is_written else f"{counts} (nothing was written)"
