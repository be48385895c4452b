"""The long run: its figures, which pieces it does, and that it is over in time."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest

from launch.place import ROOT
from tests.long.pieces import FIRST, KINDS, Found, Kind, some_of
from tests.long.reached import add_to_kept, first_piece, read_kept, table, too_few
from tests.long.run import Run
from tests.simulator.history import History
from tests.simulator.kinds import KINDS as HISTORIES
from tests.simulator.kinds import MODEL, WITH_APP, kind_of

HALF = {kind.name: kind.target // 2 for kind in KINDS}
FINDS_7 = r"""echo "{\"reached\":7}" > "$3" """


@pytest.fixture(autouse=True)
def pieces_heed_interrupts() -> Iterator[None]:
    """What a shell starts in the background is deaf to them, with all that it starts, and a shell cannot mend that itself."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def a_run(minutes: float | None, script: str, folder: Path, *kinds: Kind, piece_s: float = 60, lets_go_s: float = 60) -> Run:
    """Of pieces done by a shell's script, which is given a kind ($1), a number ($2) and where to write what it finds ($3)."""
    program = ["sh", "-c", script, "piece"]
    return Run(minutes, 40, kinds=kinds, program=program, kept=folder / "long.json", piece_s=piece_s, lets_go_s=lets_go_s)


def time_is_up_while_it_holds(held: Path, run: Run) -> bool:
    """Once something that a piece started writes a line to this pipe the run's time is up. Whether it holds the pipe still, afterwards."""
    os.mkfifo(held)
    with ThreadPoolExecutor() as pool:
        working = pool.submit(run.work)
        with held.open("rb", buffering=0) as pipe:
            assert pipe.readline() == b"\n"
            run.end = time.monotonic()
            working.result()
            os.set_blocking(pipe.fileno(), False)
            return pipe.read() is None


def a_kind(name: str, target: int) -> Kind:
    def nothing(_: int, __: Path, ___: Found) -> None: ...

    return Kind(name, target, nothing)


def test_a_kind_below_a_tenth_of_its_share_is_too_few() -> None:
    reached = {**HALF, "server kills": 4}

    assert too_few(HALF, 40) == []
    assert too_few(reached, 40) == ["server kills"]
    assert too_few(reached, 8) == []
    assert too_few({}, 40) == [kind.name for kind in KINDS]


def test_what_was_reached_is_added_up_over_runs_at_one_commit(tmp_path: Path) -> None:
    file = tmp_path / "long.json"
    add_to_kept("histories", 25, file)
    add_to_kept("histories", 50, file)
    assert read_kept(file).reached == {"histories": 75}

    file.write_text('{"commit":"another","reached":{"histories":75}}')
    assert read_kept(file).reached == {}


def test_code_that_is_tried_first_has_seeds_of_its_own_and_then_others(tmp_path: Path) -> None:
    fresh, tried = tmp_path / "fresh.json", tmp_path / "tried.json"
    add_to_kept("histories", 25, tried)
    with patch("time.time", return_value=123.0):
        first, again, later = first_piece(fresh), first_piece(fresh), first_piece(tried)

    assert first == again != later == 123


def test_only_other_code_has_other_seeds(tmp_path: Path) -> None:
    def first_after(name: str, text: str) -> int:
        (tmp_path / "sync").mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        subprocess.run("git add . && git -c user.name=a -c user.email=a@localhost commit -qm a", shell=True, check=True, cwd=tmp_path)
        return first_piece(tmp_path / "fresh.json", tmp_path)

    subprocess.run(["git", "init", "-q"], check=True, cwd=tmp_path)

    first, told, changed = first_after("sync/a.py", "1"), first_after("sync/README.md", "1"), first_after("sync/a.py", "2")

    assert first == told != changed


def test_the_table_names_every_kind_with_what_it_reached_of_its_share() -> None:
    told = table(HALF, HALF, 40, 0)

    assert all(kind.name in told for kind in KINDS)
    assert told.count("50%") == len(KINDS)
    assert "0 violations" in told


def test_without_a_limit_each_kind_comes_to_ten_times_its_target_by_pieces_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "log"
    run = a_run(None, f'echo "$1 $2" >> {log}; {FINDS_7}', tmp_path, a_kind("few", 2), a_kind("more", 4))

    run.work()

    assert run.reached == {FIRST.name: 7, "few": 21, "more": 42}
    done = log.read_text().splitlines()
    assert done[0] == f"{FIRST.name} 0"
    assert sorted(done[1:]) == [*(f"few {40 + number}" for number in range(3)), *(f"more {40 + number}" for number in range(6))]


def test_what_is_under_way_when_the_time_is_up_counts_with_what_it_had_found(tmp_path: Path) -> None:
    run = a_run(60, f"trap '{FINDS_7}; exit' INT; (echo; exec sleep 60) > {tmp_path / 'held'} & wait", tmp_path)

    is_left = time_is_up_while_it_holds(tmp_path / "held", run)

    assert (run.reached, run.wrong, is_left) == ({FIRST.name: 7}, [], False)


def test_what_does_not_heed_that_the_time_is_up_is_killed_with_all_it_started(tmp_path: Path) -> None:
    run = a_run(60, f"trap '' INT; (echo; exec sleep 60) > {tmp_path / 'held'} & wait", tmp_path, lets_go_s=0.1)

    is_left = time_is_up_while_it_holds(tmp_path / "held", run)

    assert (run.reached, run.wrong, is_left) == ({FIRST.name: 0}, [], False)


def test_a_piece_that_never_ends_or_says_nothing_is_wrong(tmp_path: Path) -> None:
    stuck, mute = a_run(None, "sleep 60", tmp_path, piece_s=0.1, lets_go_s=0.1), a_run(None, "exit 3", tmp_path)

    stuck.work()
    mute.work()

    assert stuck.wrong == [f"{FIRST.name}, piece 0, was not done after 0 s"]
    assert mute.wrong == [f"{FIRST.name}, piece 0, ended without a word: 3"]


def test_a_piece_that_came_to_its_end_and_tried_nothing_is_wrong(tmp_path: Path) -> None:
    run = a_run(None, """echo '{"reached":0}' > "$3" """, tmp_path, a_kind("vain", 1))
    run.begun[FIRST.name] = 1

    kind, number = run._next() or (FIRST, 0)
    run._do(kind, number)

    assert run.wrong == ["vain, piece 40, tried nothing"]


def test_where_the_first_histories_take_long_no_piece_is_taken_for_stuck_so_soon(tmp_path: Path) -> None:
    run = a_run(None, "sleep 0.3; echo '{\"reached\":1}' > $3", tmp_path, piece_s=10)
    with patch("tests.long.run.A_HISTORY_S", 0.1):
        run.work()

    assert 3 <= run.slowness < 60
    assert run._most_s == 10 * run.slowness


@pytest.mark.program
def test_a_property_that_fails_is_told_with_its_example_and_how_to_see_it_again(tmp_path: Path) -> None:
    failing = tmp_path / "test_failing.py"
    failing.write_text(
        "from hypothesis import given\nfrom hypothesis.strategies import integers\n\n@given(integers())\ndef test_small(n):\n    assert n < 7\n"
    )
    told = (
        "from tests.long.properties import try_properties; import json, sys; "
        f"try_properties(5, lambda *told: print(json.dumps(told), file=sys.__stdout__), ['tests/sync/test_ranges.py', {str(failing)!r}])"
    )

    said = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    *passed, (none, [wrong]) = [json.loads(line) for line in said.splitlines()]

    assert passed == [[25, []]] * 5
    assert none == 0
    assert "n = 7" in wrong
    assert "--hypothesis-seed=5" in wrong


def test_pieces_take_each_kind_of_history_in_turn_and_every_time_other_seeds() -> None:
    kinds = [range(100, 200), range(1000, 2000)]

    taken = [some_of(kinds, piece, 10) for piece in range(6, 10)]

    assert taken == [range(130, 140), range(1030, 1040), range(140, 150), range(1040, 1050)]


def test_every_kind_of_history_is_taken_apart_from_the_others() -> None:
    parts = sorted([*MODEL, *WITH_APP], key=lambda seeds: seeds[0])

    assert all(one.stop <= other.start for one, other in pairwise(parts))
    assert {kind_of(seeds[0]) for seeds in parts} == {History, *HISTORIES.values()}
