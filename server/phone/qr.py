"""QR codes that a phone reads off a terminal."""

import io

import segno

WHITE_ON_BLACK, PLAIN = "\x1b[38;5;231;48;5;16m", "\x1b[0m"


def qr_text(address: str, *, coloured: bool = False) -> str:
    """A QR code of an address in half blocks, two rows of modules a line, with its quiet zone.

    `coloured` sets the colours, so that it is not inverted on a light terminal.
    """
    out = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out, border=2, compact=True)
    lines = out.getvalue().splitlines()
    return "\n".join(f"{WHITE_ON_BLACK}{line}{PLAIN}" if coloured else line for line in lines)
