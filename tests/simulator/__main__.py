"""python -m tests.simulator SEED …: replay histories. --minutes N: fresh seeds for so long; failing ones are kept in seeds.txt."""

import argparse
import asyncio
import sys
import time

from tests.simulator.kinds import history_of
from tests.simulator.run import Report, a_server, describe, digest_of, numbers_in, run_seed
from tests.simulator.shrink import told_and_kept


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("seeds", nargs="*", type=int)
    parser.add_argument("--without", type=numbers_in, default=set(), help="planned events to leave out, as 1-3,7")
    parser.add_argument("--minutes", type=float, help="how long to try fresh seeds")
    parser.add_argument("--from", dest="first", type=int, default=int(time.time()), help="the first fresh seed (default: the time)")
    parser.add_argument("--quiet", action="store_true", help="do not print the history")
    parser.add_argument("--digest", action="store_true", help="print of short ones only a digest of each")
    options = parser.parse_args()
    if options.minutes is not None:
        return asyncio.run(_search(options.minutes, options.first))
    if options.digest:
        return asyncio.run(_digest(options.seeds))
    return asyncio.run(_replay(options.seeds, options.without, options.quiet))


async def _replay(seeds: list[int], without: set[int], quiet: bool) -> int:
    failed = 0
    async with a_server() as server:
        for seed in seeds:
            history = await history_of(server, seed, without).run()
            if not quiet:
                print("\n".join(history.transcript))
            failed += bool(history.wrong)
            print(describe(seed, history.wrong, without) if history.wrong else f"seed {seed}: nothing wrong")
    return min(failed, 1)


async def _digest(seeds: list[int]) -> int:
    async with a_server() as server:
        for seed in seeds:
            print(seed, await digest_of(server, seed))
    return 0


async def _search(minutes: float, first: int) -> int:
    report, end, seed = Report(), time.monotonic() + 60 * minutes, first
    async with a_server() as server:
        while time.monotonic() < end:
            wrong = await run_seed(server, seed, report)
            if wrong:
                print(await told_and_kept(server, seed, wrong), flush=True)
            seed += 1
    print(report)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
