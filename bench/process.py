"""CPU and memory of other processes, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """CPU seconds of a process and its threads, to the nanosecond where the kernel counts so."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def tree_cpu_s(pid: int) -> float:
    """CPU seconds of a process, its children that live and those that ended: a PostgreSQL with its connections."""
    while True:
        children = _children(pid)
        try:
            living = sum(cpu_s(child) for child in children)
        except (FileNotFoundError, ProcessLookupError):
            continue  # one has just ended, and counts among the ended from now on
        fields = _stat(pid)
        if _children(pid) == children:
            return cpu_s(pid) + living + (int(fields[13]) + int(fields[14])) / TICKS


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _children(pid: int) -> list[int]:
    every = (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())
    return [each for each in every if _is_child(each, pid)]


def _is_child(pid: int, of: int) -> bool:
    try:
        return parent_of(pid) == of
    except (FileNotFoundError, ProcessLookupError):
        return False


def _stat(pid: int) -> list[str]:
    """The fields of /proc/pid/stat after the name: index 0 is the third."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def peak_mib(pid: int) -> float:
    """The most memory a process has had resident."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
