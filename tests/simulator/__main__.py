"""python -m tests.simulator SEED …: replay histories. --minutes N: fresh seeds for so long; failing ones are kept in seeds.txt."""

import argparse
import asyncio
import sys
import time

from tests.simulator.history import History
from tests.simulator.run import Report, a_server, describe, keep_seed, run_seed

LEAST_A_MINUTE = 15  # a tenth of what an idle machine reaches


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("seeds", nargs="*", type=int)
    parser.add_argument("--minutes", type=float, help="how long to try fresh seeds")
    parser.add_argument("--from", dest="first", type=int, default=int(time.time()), help="the first fresh seed (default: the time)")
    parser.add_argument("--quiet", action="store_true", help="do not print the history")
    options = parser.parse_args()
    if options.minutes is not None:
        return asyncio.run(_search(options.minutes, options.first))
    return asyncio.run(_replay(options.seeds, options.quiet))


async def _replay(seeds: list[int], quiet: bool) -> int:
    failed = 0
    async with a_server() as server:
        for seed in seeds:
            history = await History(server, seed).run()
            if not quiet:
                print("\n".join(history.transcript))
            failed += bool(history.wrong)
            print(describe(seed, history.wrong) if history.wrong else f"seed {seed}: nothing wrong")
    return min(failed, 1)


async def _search(minutes: float, first: int) -> int:
    report, end, seed = Report(), time.monotonic() + 60 * minutes, first
    async with a_server() as server:
        while time.monotonic() < end:
            wrong = await run_seed(server, seed, report)
            if wrong:
                print(describe(seed, wrong), flush=True)
                keep_seed(seed, wrong[0])
            seed += 1
    print(report)
    is_slow = report.histories < LEAST_A_MINUTE * minutes
    if is_slow:
        print(f"too few: at least {LEAST_A_MINUTE * minutes:.0f} were to be reached")
    return 1 if report.failures or is_slow else 0


if __name__ == "__main__":
    sys.exit(main())
