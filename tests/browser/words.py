"""The texts on the screen, from the app's own message tables."""

import json
import re
from functools import cache
from pathlib import Path

MESSAGES = Path(__file__).parent.parent.parent / "pwa" / "src" / "messages"


@cache
def _table(area: str, language: str) -> dict[str, str | dict[str, str]]:
    table: dict[str, str | dict[str, str]] = json.loads((MESSAGES / area / f"{language}.json").read_text(encoding="utf-8"))
    return table


def text(key: str, *, language: str = "zh-Hans", **params: object) -> str:
    """The text for `area.key` with its parameters filled in, as a Chinese screen shows it (one plural form)."""
    area, _, name = key.partition(".")
    found = _table(area, language)[name]
    filled = found if isinstance(found, str) else found["other"]
    for param, value in params.items():
        counted = f"{value:,}" if param == "n" and isinstance(value, int) else str(value)
        filled = filled.replace(f"{{{param}}}", counted)
    return filled


def like(key: str, *, language: str = "zh-Hans", **params: object) -> re.Pattern[str]:
    """The text as a pattern in which what is not given may be anything."""
    pattern = re.sub(r"\\\{\w+\\\}", ".*?", re.escape(text(key, language=language, **params)))
    return re.compile(pattern)
