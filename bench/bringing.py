"""`python -m bench.bringing`: `doorstep import` with the same arguments, which says as JSON what it did and how long each of its chunks took, ms."""

import argparse
import asyncio
import contextlib
import io
import sys
import time

import msgspec

from bench.waits import Waits
from server.cli import new_id
from server.clock import wall_clock
from server.collector import calm_collector
from server.db.engine import open_store
from server.exchange.command import add_arguments, import_roll
from server.exchange.importer import Means
from server.journal.file import journal_of


class Brought(msgspec.Struct):
    told: str
    chunks: Waits


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.bringing", description=__doc__)
    parser.add_argument("--database", required=True)
    add_arguments(parser)
    args = parser.parse_args()
    calm_collector()
    took: list[float] = []

    def pause(seconds: float) -> None:
        took.append(1000 * seconds)
        time.sleep(seconds)

    store = open_store(args.database, journal=journal_of(args.database, None))
    with contextlib.redirect_stdout(io.StringIO()) as told:
        code = import_roll(args, store, Means(wall_clock, new_id, pause))
    asyncio.run(store.close())
    print(msgspec.json.encode(Brought(told.getvalue(), Waits(took))).decode())
    return code


if __name__ == "__main__":
    sys.exit(main())
