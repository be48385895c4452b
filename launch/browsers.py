"""The browser that tests drive: found, or installed where this machine lets us."""

import os
import shutil
import subprocess
from pathlib import Path

from launch.console import Stop, step
from launch.programs import run_quietly

SHELL = "chromium-headless-shell"  # the same engine without the windows, which cost a fifth of the processor
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
PACKAGES = ("chromium", "fonts-noto-cjk", "libnss3-tools")


def ensure_browser() -> None:
    """Chromium, a font for Chinese, and the tool that makes it trust a certificate. Raises Stop where only a person can install them."""
    if is_debian() and os.geteuid() == 0:
        missing = [
            name for name, there in zip(PACKAGES, (find_chromium(), FONTS.exists(), shutil.which("certutil")), strict=True) if not there
        ]
        if missing:
            with step(f"Debian's {', '.join(missing)}"):
                apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
                run_quietly("apt-update", ["apt-get", "update", "-q"], env=apt)
                wanted = [SHELL if name == "chromium" and has_shell() else name for name in missing]
                run_quietly("apt-install", ["apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted], env=apt)
    if find_chromium() is None:
        raise Stop(
            "The browser tests need Chromium or Chrome, and there is none here. Install it, or name it:\n"
            f"  Debian, Ubuntu   sudo apt install {' '.join(PACKAGES)}\n"
            "  any system       .venv/bin/playwright install chromium\n"
            "  somewhere else   CHROME=/path/to/chrome ./test\n"
            "./test quick needs no browser."
        )


def has_shell() -> bool:
    """Whether this Debian has the package: older ones, and Ubuntu, do not."""
    return subprocess.run(["apt-cache", "show", SHELL], capture_output=True).returncode == 0


def find_chromium() -> str | None:
    """The program: CHROME, one on PATH, macOS's own place, or the one Playwright has fetched."""
    if named := os.environ.get("CHROME"):
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is not None:
        return found
    if MAC.exists():
        return str(MAC)
    caches = (Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright")
    fetched = (path for cache in caches for path in sorted(cache.glob("chromium-*/chrome-*/chrome")))
    return next((str(path) for path in fetched), None)


def is_debian() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None
