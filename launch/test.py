"""./test: set up with what tests need, then go on inside the environment."""

import argparse
from collections.abc import Sequence

from launch.run import go_on
from launch.setup import prepare

ABOUT = "Checks and tests everything. Ends with one line: N passed, N failed."


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./test", description=ABOUT)
    parser.add_argument("scope", nargs="?", choices=["quick"], help="quick: no PostgreSQL, no browser; under two minutes")
    parser.add_argument("--long", action="store_true", help="look much longer for counterexamples, and take the time of the bench")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    parse(argv)
    prepare(developing=True, build=False)
    return go_on("verify", argv)
