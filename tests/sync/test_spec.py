"""SPEC.md is the authority: every test it names exists, and every invariant names one."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "sync" / "SPEC.md").read_text(encoding="utf-8")


def invariants() -> dict[str, str]:
    """The text of each numbered invariant, up to the next bullet, heading or blank line."""
    found = re.findall(r"^- \*\*(S-\d+) (.*?)(?=^- |^#|^$|\Z)", SPEC, re.MULTILINE | re.DOTALL)
    return dict(found)


def test_every_test_that_the_spec_names_exists() -> None:
    written = {name for path in ROOT.glob("tests/**/*.py") for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))}

    assert set(re.findall(r"`(test_\w+)`", SPEC)) - written == set()


def test_every_test_of_the_app_that_the_spec_names_exists() -> None:
    for path, name in re.findall(r"`(pwa/[\w/.-]+)` “(.*?)”", SPEC, re.DOTALL):
        assert " ".join(name.split()) in (ROOT / path).read_text(encoding="utf-8"), f"{path}: {name}"


def test_every_invariant_is_numbered_once_and_names_a_test() -> None:
    numbers = re.findall(r"^- \*\*(S-\d+) ", SPEC, re.MULTILINE)

    assert len(numbers) == len(set(numbers)) == len(invariants()) > 40
    assert [number for number, text in invariants().items() if "`test_" not in text and "`pwa/" not in text] == []
