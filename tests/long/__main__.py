"""python -m tests.long [--minutes N]: fresh seeds of every kind, two pieces at a time, and a table of what was reached.

The first run of some code has seeds of its own, the same wherever it is made; later ones begin by the time.

Without a limit it goes on to ten times the targets; it may be stopped (Ctrl-C) and goes on, at the same commit, where it was.
With one it is over in time: what is under way then is stopped, and counts with what it had found. A run of twenty minutes or more
fails, too, where a kind came to less than a tenth of its share.
"""

import argparse
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.long.reached import JUDGED_MINUTES, first_piece, read_kept, table, too_few
from tests.long.run import Run

AT_ONCE = 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    parser.add_argument("--minutes", type=float, help="how long (default: until ten times the targets are reached)")
    parser.add_argument(
        "--from", dest="first", type=int, default=first_piece(), help="the first piece (default: this code's own, or by the time)"
    )
    options = parser.parse_args()
    run = Run(options.minutes, options.first)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it then also stops what is under way
    print(f"pieces from {options.first} on", flush=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        working = [pool.submit(run.work) for _ in range(AT_ONCE)]
        try:
            for each in working:
                each.result()
        except KeyboardInterrupt:
            run.stop()
    print(table(run.reached, read_kept().reached, options.minutes, len(run.wrong)))
    few = too_few(run.reached, options.minutes) if options.minutes is not None else []
    if few:
        print(f"too few, less than a tenth of what an idle machine of two processors reaches: {', '.join(few)}")
    return 130 if run.is_stopped else 1 if run.wrong or (few and options.minutes >= JUDGED_MINUTES) else 0


if __name__ == "__main__":
    sys.exit(main())
