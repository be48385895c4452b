"""The long run's figures: what is a share, what is too little, and what is kept from run to run."""

from pathlib import Path

from tests.long.pieces import KINDS
from tests.long.reached import add_to_kept, read_kept, table, too_few

HALF = {kind.name: kind.target // 2 for kind in KINDS}


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


def test_the_table_names_every_kind_with_what_it_reached_of_its_share() -> None:
    told = table(HALF, HALF, 40, 0)

    assert all(kind.name in told for kind in KINDS)
    assert told.count("50%") == len(KINDS)
    assert "0 violations" in told
