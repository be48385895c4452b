"""Setting a checkout up: the virtual environment, the packages, Node, the built app. Each part only when its inputs changed."""

import importlib.util
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from launch.console import Stop, step
from launch.place import BUILT_APP, KEPT, PWA, PYTHON, ROOT, VENV
from launch.programs import run_quietly
from launch.stamps import checksum, is_stamped, stamp

UV = VENV / "bin" / "uv"
NPM = VENV / "bin" / "npm"
SOURCES_OF_THE_APP = ("src", "public", "vite", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


def prepare(*, developing: bool, build: bool = True) -> None:
    """Make the environment fit the locks. `developing` adds what tests need."""
    KEPT.mkdir(mode=0o700, exist_ok=True)
    _make_venv()
    _install_packages(developing)
    _install_doorstep()
    _install_node_packages(developing)
    if build:
        build_app()


def _make_venv() -> None:
    if PYTHON.exists() and UV.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            f"This Python ({sys.executable}) came without the venv module. Install it, then start again:\n"
            f"  sudo apt install python{version}-venv"
        )
    _check_disk()
    with step("virtual environment"):
        run_quietly("venv", [_base_python(), "-m", "venv", "--clear", VENV])
        run_quietly(
            "uv",
            [
                PYTHON,
                "-m",
                "pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                "--retries",
                "2",
                "--require-hashes",
                "-r",
                "requirements-uv.lock",
            ],
        )


def _base_python() -> Path:
    """The Python outside any virtual environment: a broken one cannot make itself anew."""
    return Path(getattr(sys, "_base_executable", sys.executable))


def _check_disk() -> None:
    free_mb = shutil.disk_usage(ROOT).free // 1_000_000
    if free_mb < 800:
        raise Stop(f"Only {free_mb} MB are free on this disk; setting up needs about 800 MB.")


def _install_packages(developing: bool) -> None:
    plain, full = (_checksum_of_lock(name) for name in ("requirements.lock", "requirements-dev.lock"))
    if is_stamped("packages", full) or (is_stamped("packages", plain) and not developing):
        return
    lock = "requirements-dev.lock" if developing else "requirements.lock"
    with step("Python packages"):
        run_quietly("packages", [UV, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock])
    stamp("packages", full if developing else plain)


def _checksum_of_lock(name: str) -> str:
    return checksum([ROOT / name], platform.python_version(), str(VENV), str((VENV / "pyvenv.cfg").stat().st_mtime_ns))


def _install_doorstep() -> None:
    wanted = checksum([ROOT / "pyproject.toml"], str(VENV), str((VENV / "pyvenv.cfg").stat().st_mtime_ns))
    if is_stamped("doorstep", wanted) and (VENV / "bin" / "doorstep").exists():
        return
    with step("the doorstep command"):
        run_quietly("doorstep", [UV, "pip", "install", "-q", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", "."])
    stamp("doorstep", wanted)


def _install_node_packages(developing: bool) -> None:
    lock = [PWA / "package-lock.json", PWA / "package.json"]
    plain, full = checksum(lock, "run"), checksum(lock, "test")
    installed = (PWA / "node_modules" / ".package-lock.json").exists()
    if installed and (is_stamped("node packages", full) or (is_stamped("node packages", plain) and not developing)):
        return
    with step("packages to build the app with"):
        run_quietly("npm", [NPM, "ci", "--no-audit", "--no-fund", *([] if developing else ["--omit=dev"])], cwd=PWA)
    stamp("node packages", full if developing else plain)


def build_app() -> None:
    wanted = checksum([PWA / name for name in SOURCES_OF_THE_APP if (PWA / name).exists()])
    if is_stamped("app", wanted) and (BUILT_APP / "sw.js").exists():
        return
    with step("the app"):
        run_quietly("build", [NPM, "run", "-s", "build"], cwd=PWA)
    stamp("app", wanted)
