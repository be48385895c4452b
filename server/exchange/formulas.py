"""Text that a spreadsheet would take for a formula, and the apostrophe that guards it: put on what goes out, taken off what comes in. Pure."""

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def guard(text: str) -> str:
    """Text that begins as a formula does gets an apostrophe before it, in a CSV file as in a sheet that may be saved as one."""
    return f"'{text}" if _needs_guard(text) else text


def unguard(text: str) -> str:
    """What `guard` was given; also what a person guarded by hand. An apostrophe that guards nothing stays."""
    return text[1:] if text[:1] == "'" and _needs_guard(text[1:]) else text


def _needs_guard(text: str) -> bool:
    """A formula, also behind blanks; and text that would lose its own apostrophe when it is read back."""
    if text.startswith("'"):
        return _needs_guard(text[1:])
    bare = text.lstrip(" \u3000")
    return bare[:1] in FORMULA and bool(bare)
