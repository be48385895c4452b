"""The whole API as its own OpenAPI document describes it. DOORSTEP_CASES says how many calls, at least."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.cases import Tally, try_many
from tests.hostile.kept import kept_seeds

CASES = int(os.environ.get("DOORSTEP_CASES", "300"))


def test_no_call_that_the_api_describes_or_excludes_makes_the_server_fail(tmp_path: Path) -> None:
    seeds = [*kept_seeds("calls"), *range(1, 1_000)]
    with ThreadPoolExecutor(1) as apart:  # the calls have event loops of their own
        tally: Tally = apart.submit(try_many, tmp_path, seeds, CASES).result()
    print(tally.cases, len(tally.operations), dict(tally.answers))

    assert tally.wrong == []
    assert tally.cases >= CASES
    assert len(tally.operations) > 70
    assert {"200", "400", "401", "403", "404"} - tally.answers.keys() == set()
