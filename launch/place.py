"""Where things are in a checkout, and the environment that the programs in it are given."""

import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PWA = ROOT / "pwa"
BUILT_APP = ROOT / "server" / "app"
KEPT = ROOT / ".doorstep"  # stores, keys, logs, stamps: all that ./run makes beside the environment


def environment(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables for every program we start: ours come first on PATH, and HOME is a folder that can be written."""
    env = dict(os.environ if given is None else given)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX"):
        env.pop(name, None)
    env["PATH"] = os.pathsep.join([str(VENV / "bin"), env.get("PATH", os.defpath)])
    env["VIRTUAL_ENV"] = str(VENV)
    env.setdefault("NODE_USE_SYSTEM_CA", "1")  # as pip and uv do: an office's own authority is trusted
    env["NO_COLOR"] = "1"  # logs are read as they are
    if not _is_writable(env.get("HOME")):
        env["HOME"] = str(KEPT / "home")
        (KEPT / "home").mkdir(parents=True, exist_ok=True)
    return env


def _is_writable(home: str | None) -> bool:
    return bool(home) and os.path.isdir(str(home)) and os.access(str(home), os.W_OK)
