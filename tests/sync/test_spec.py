"""SPEC.md is the authority: every test it names runs, and every invariant names one."""

import re

from tests.collected import ROOT, collected, run_in, runs_in_app

SPEC = (ROOT / "sync" / "SPEC.md").read_text(encoding="utf-8")
MAY_SKIP = {"test_a_dump_taken_while_served_is_put_back_by_postgresqls_own_programs"}  # where those programs are not there


def invariants() -> dict[str, str]:
    """The text of each numbered invariant, up to the next bullet, heading or blank line."""
    found = re.findall(r"^- \*\*(S-\d+) (.*?)(?=^- |^#|^$|\Z)", SPEC, re.MULTILINE | re.DOTALL)
    return dict(found)


def in_python(text: str) -> set[str]:
    return set(re.findall(r"`(test_\w+)`", text))


def in_the_app(text: str) -> list[tuple[str, str]]:
    """File and name. A file that is named without a test stands for all of its own."""
    return [(path, " ".join(name.split())) for path, name in re.findall(r"`(pwa/[\w/.-]+)` “(.*?)”", text, re.DOTALL)]


def test_every_test_that_the_spec_names_runs() -> None:
    assert in_python(SPEC) - collected() == MAY_SKIP


def test_every_test_of_the_app_that_the_spec_names_runs() -> None:
    assert [f"{path}: {name}" for path, name in in_the_app(SPEC) if not runs_in_app(path, name)] == []
    assert [path for path in re.findall(r"`(pwa/[\w/.-]+)`", SPEC) if not (ROOT / path).exists()] == []


def test_every_invariant_is_numbered_once_and_names_a_test_that_runs() -> None:
    numbers = re.findall(r"^- \*\*(S-\d+) ", SPEC, re.MULTILINE)

    assert len(numbers) == len(set(numbers)) == len(invariants()) > 40
    held = {number for number, text in invariants().items() if in_python(text) - MAY_SKIP or in_the_app(text)}
    assert sorted(set(numbers) - held) == []


def test_what_is_skipped_shadowed_nested_or_no_test_does_not_run() -> None:
    source = """
import pytest
def test_it_runs(): ...
@pytest.mark.parametrize("part", [1])
async def test_it_runs_in_parts(part): ...
@pytest.mark.skip
def test_skipped(): ...
@pytest.mark.xfail(strict=False)
def test_may_fail(): ...
@pytest.fixture
def test_fixture(): ...
def test_may_skip_itself():
    pytest.skip("not today")
@pytest.fixture
def tools():
    pytest.skip("not here")
def test_may_be_skipped_by_what_it_asks_for(tools): ...
def test_shadowed(): ...
test_shadowed = None
def helper():
    def test_nested(): ...
class Office:
    def test_of_no_test_class(self): ...
"""

    assert set(run_in(source)) == {"test_it_runs", "test_it_runs_in_parts"}
    assert set(run_in(source + "pytestmark = [pytest.mark.skip]")) == set()
