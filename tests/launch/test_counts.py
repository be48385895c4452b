"""The one line that ./test ends with adds up what the suites report."""

import json
from pathlib import Path

import pytest

from launch import stamps
from launch.verify import Check, Counts, run, side_by_side

PASSES, FAILS = ["true"], ["false"]


def reported(path: Path, text: str) -> list[str]:
    """A program that writes that report."""
    return ["sh", "-c", f"cat > {path} <<'END'\n{text}\nEND"]


def junit(tests: int, failures: int, errors: int, skipped: int) -> str:
    suite = f'<testsuite tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"/>'
    return f"<testsuites>{suite}</testsuites>"


def test_a_check_without_a_report_counts_once() -> None:
    assert run(Check("good", PASSES), {}) == Counts(1, 0)
    assert run(Check("bad", FAILS), {}) == Counts(0, 1)


def test_failures_and_errors_of_a_suite_are_failed_and_skipped_ones_are_neither(tmp_path: Path) -> None:
    report = tmp_path / "pytest.xml"

    counts = run(
        Check("suite", reported(report, junit(tests=10, failures=2, errors=1, skipped=3)), tmp_path, report), {"PATH": "/bin:/usr/bin"}
    )

    assert counts == Counts(4, 3)


def test_a_suite_that_ran_nothing_has_failed(tmp_path: Path) -> None:
    report = tmp_path / "pytest.xml"

    assert run(Check("suite", PASSES, tmp_path, report), {}) == Counts(0, 1)
    assert run(Check("suite", reported(report, junit(0, 0, 0, 0)), tmp_path, report), {"PATH": "/bin:/usr/bin"}) == Counts(0, 1)


def test_the_apps_suites_are_added(tmp_path: Path) -> None:
    report = tmp_path / "vitest.json"
    told = json.dumps({"numPassedTests": 7, "numFailedTests": 1})

    assert run(Check("suite", reported(report, told), tmp_path, report), {"PATH": "/bin:/usr/bin"}) == Counts(7, 1)


def test_what_has_passed_is_run_again_once_something_that_it_reads_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "FILE", tmp_path / "stamps.json")
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    read, ran = tmp_path / "read", tmp_path / "ran"
    check = Check("lint", ["/bin/sh", "-c", f"echo x >> {ran}; ! grep -q wrong {read}"], reads=[read])

    read.write_text("right")
    assert [run(check, {"PATH": "/bin:/usr/bin"}) for _ in range(2)] == [Counts(1, 0)] * 2
    assert ran.read_text() == "x\n"

    read.write_text("wrong")
    assert [run(check, {"PATH": "/bin:/usr/bin"}) for _ in range(2)] == [Counts(0, 1)] * 2
    assert ran.read_text() == "x\n" * 3


def test_checks_that_run_at_once_each_say_all_they_had_to_say_in_one_piece(capfd: pytest.CaptureFixture[str]) -> None:
    talks = ["sh", "-c", "echo one; echo two >&2"]
    lanes = [[Check("a", talks), Check("b", FAILS)], [Check("c", talks)]]

    told = side_by_side(lanes, {"PATH": "/bin:/usr/bin"})

    assert told == [("a", Counts(1, 0)), ("b", Counts(0, 1)), ("c", Counts(1, 0))]
    said = capfd.readouterr().out
    assert "── a\none\ntwo\n✓ a: 1 passed" in said
    assert "── c\none\ntwo\n✓ c: 1 passed" in said
