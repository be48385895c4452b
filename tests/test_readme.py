"""README.md promises nothing that is not there."""

import re

from tests.collected import ROOT, collected

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_of_the_six_promises_is_held_by_tests_that_run() -> None:
    held = dict(re.findall(r"^\| (P\d) \| (.*) \|$", README, re.MULTILINE))
    runs = collected()

    assert list(held) == [f"P{number}" for number in range(1, 7)]
    for promise, text in held.items():
        named = re.findall(r"`(test_\w+)`", text)
        assert named, promise
        assert set(named) <= runs, (promise, set(named) - runs)


def test_every_file_it_names_exists() -> None:
    named = re.findall(r"\]\(([\w./-]+)\)|`((?:pwa|tests|sync|launch)/[\w./-]+\.\w+)`", README)

    assert [name for pair in named for name in pair if name and not (ROOT / name).exists()] == []


def test_it_begins_with_the_two_commands_that_are_there() -> None:
    opening = README[:300]

    assert all(f"./{name} " in opening and (ROOT / name).stat().st_mode & 0o100 for name in ("run", "test"))


def test_every_command_of_the_command_line_it_names_is_there() -> None:
    source = (ROOT / "server" / "cli.py").read_text(encoding="utf-8")
    listed = re.search(r"`doorstep` has: (.*?)\.", README, re.DOTALL)

    assert listed is not None
    assert [name for name in re.findall(r"`([\w-]+)`", listed.group(1)) if f'"{name}"' not in source] == []


def test_the_ci_calls_the_same_test() -> None:
    assert "./test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
