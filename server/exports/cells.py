"""What single cells of an exported file hold, and phones partly hidden. Pure."""

import re
from datetime import datetime

Cell = str | int | float | datetime | None
HIDDEN = "****"


def mask_phone(phone: str) -> str:
    """Enough to know one's own number by: 138****5678; of a short one only the end."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= 11:
        return f"{digits[:3]}{HIDDEN}{digits[-4:]}"
    return f"{HIDDEN}{digits[-4:]}" if len(digits) >= 7 else HIDDEN
