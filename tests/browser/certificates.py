"""A browser profile that trusts an authority, as a phone does after its owner followed the page."""

import subprocess
from pathlib import Path


def trusting_home(folder: Path, authority: Path) -> dict[str, str]:
    """The variables for a Chromium that trusts the certificate in `authority` (PEM) and nothing else beside the usual."""
    database = folder / ".pki" / "nssdb"
    database.mkdir(parents=True)
    store = f"sql:{database}"
    subprocess.run(["certutil", "-d", store, "-N", "--empty-password"], check=True, capture_output=True)
    subprocess.run(["certutil", "-d", store, "-A", "-t", "C,,", "-n", "doorstep", "-i", str(authority)], check=True, capture_output=True)
    return {"HOME": str(folder)}
