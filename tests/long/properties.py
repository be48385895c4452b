"""The properties of the rules and of rolls, with examples from a seed, by pytest in this process."""

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout

import pytest
from hypothesis import settings

from launch.place import ROOT

PLACES = ("tests/sync", "tests/server/test_import_properties.py")
PROFILE = "quick"
MOST_TOLD = 1_500  # letters, the last: there stands the example that fails
ENDS_WELL = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)

Tell = Callable[[int, Sequence[str]], None]


class Listener:
    """Of what is collected only properties run."""

    def __init__(self, seed: int, tell: Tell) -> None:
        self.seed, self.tell = seed, tell

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            again = f".venv/bin/pytest {report.nodeid!r} --hypothesis-profile={PROFILE} --hypothesis-seed={self.seed}"
            self.tell(0, [f"{report.nodeid}:\n{report.longreprtext[-MOST_TOLD:]}\n    again: {again}"])
        elif report.when == "call":
            self.tell(settings.default.max_examples, [])


def try_properties(seed: int, tell: Tell, places: Sequence[str] = PLACES) -> None:
    """`tell` hears after each property how many examples it was given, and what was wrong."""
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
        f"--hypothesis-profile={PROFILE}",
        f"--hypothesis-seed={seed}",
    ]
    with redirect_stdout(io.StringIO()) as said:
        code = pytest.main([*options, *(str(ROOT / place) for place in places)], plugins=[Listener(seed, tell)])
    if code not in ENDS_WELL:
        tell(0, [f"pytest ended with {code!r}: {said.getvalue()[-MOST_TOLD:]}"])
