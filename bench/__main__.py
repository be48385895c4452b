"""`python -m bench [--quick] [--only sqlite|postgresql] [--json]`: push and pull on both databases, as ratios to a floor of the same run."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.databases import Postgresql, Sqlite
from bench.measure import Plan, Result, measure
from bench.report import HEADING, growth_of, lines_of
from tests.postgres import running_postgres

FULL = (
    Plan(teams=2, busy=2, phones=200, pulls=200),
    Plan(teams=225, busy=2, phones=200, pulls=200),
    Plan(teams=225, busy=225, phones=200, pulls=200),
)
QUICK = (Plan(teams=2, busy=2, phones=24, pulls=30),)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small store, few phones: a smoke test, figures are rough")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    plans = QUICK if args.quick else FULL
    results: list[Result] = []
    if not args.json:
        print("\n".join(HEADING), flush=True)
    for result in _results(args.only, plans):
        results.append(result)
        if not args.json:
            print("\n".join(lines_of(result)), flush=True)
    print(msgspec.json.encode(results).decode() if args.json else "\n".join(growth_of(results)))


def _results(only: str | None, plans: tuple[Plan, ...]) -> Iterator[Result]:
    if only != "postgresql":
        yield from _sqlite(plans)
    if only != "sqlite":
        yield from _postgresql(plans)


def _sqlite(plans: tuple[Plan, ...]) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
        for plan in plans:
            yield measure(Sqlite(Path(folder)), plan, lambda _: None)


def _postgresql(plans: tuple[Plan, ...]) -> Iterator[Result]:
    with running_postgres() as server:
        database = Postgresql(server.port)
        for plan in plans:
            yield measure(database, plan, database.make)


if __name__ == "__main__":
    main()
