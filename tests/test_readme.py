"""README.md promises nothing that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_test_that_holds_a_promise_exists() -> None:
    written = {name for path in ROOT.glob("tests/**/*.py") for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))}

    assert set(re.findall(r"`(test_\w+)`", README)) - written == set()


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
