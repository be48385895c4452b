"""./test: set up with what tests need, then go on inside the environment."""

import argparse
from collections.abc import Sequence

from launch.run import go_on
from launch.setup import prepare

ABOUT = "Checks and tests everything. Ends with one line: N passed, N failed."


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./test", description=ABOUT)
    parser.add_argument("scope", nargs="?", choices=["quick"], help="quick: no PostgreSQL, no browser; about two minutes")
    parser.add_argument(
        "--long", action="store_true", help="instead: look for counterexamples with fresh seeds, and take the time of the bench"
    )
    parser.add_argument(
        "--minutes", type=_minutes, help="with --long: how long in all (default: to ten times the targets, in pieces that may be stopped)"
    )
    return parser.parse_args(argv)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError("a number of minutes, at most a day")
    return minutes


def main(argv: Sequence[str]) -> int:
    parse(argv)
    prepare(developing=True, build=False)
    return go_on("verify", argv)
