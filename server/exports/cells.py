"""What single cells of an exported file hold: text that no spreadsheet takes for a formula, phones partly hidden. Pure."""

import re
from datetime import datetime

Cell = str | int | float | datetime | None
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
HIDDEN = "****"


def escape(text: str) -> str:
    """Text that begins as a formula does gets an apostrophe before it, in a CSV file as in a sheet that may be saved as one."""
    return f"'{text}" if _needs_escape(text) else text


def unescape(text: str) -> str:
    """What `escape` was given: an apostrophe that guards nothing stays."""
    return text[1:] if text.startswith("'") and _needs_escape(text[1:]) else text


def _needs_escape(text: str) -> bool:
    """A formula, also behind blanks; and text that would lose its apostrophe when it is read back."""
    if text.startswith("'"):
        return _needs_escape(text[1:])
    bare = text.lstrip(" \u3000")
    return bare[:1] in FORMULA and bool(bare)


def mask_phone(phone: str) -> str:
    """Enough to know one's own number by: 138****5678; of a short one only the end."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= 11:
        return f"{digits[:3]}{HIDDEN}{digits[-4:]}"
    return f"{HIDDEN}{digits[-4:]}" if len(digits) >= 7 else HIDDEN
