"""One mutant on trial: a child of this process runs the tests that reach its line, with the changed file in place of the real one."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import sys
from collections.abc import Sequence
from types import ModuleType

import pytest

from tests.mutants.sites import ROOT, Mutant, mutated

PROFILE = "--hypothesis-profile=mutants"
QUIET = ("-q", "-x", "--no-header", "--no-summary", "-p", "no:cacheprovider", PROFILE)
LONGEST_S = 90  # of the processor: a change that makes a loop endless has been noticed, too, and a busy machine notices nothing


class Mutating(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from its changed tree, and leaves all others to Python."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        return importlib.util.spec_from_file_location(fullname, ROOT / self.mutant.file, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(mutated(self.mutant), str(ROOT / self.mutant.file), "exec"), module.__dict__)


def begin(mutant: Mutant, tests: Sequence[str]) -> int:
    """Put it on trial, beside others. The child's process id, for `os.wait`."""
    child = os.fork()
    if child == 0:
        _be_tried(mutant, tests)
    return child


def is_noticed(status: int) -> bool:
    """By how the child ended: one of its tests failed (or never ended)."""
    return os.waitstatus_to_exitcode(status) != 0


def is_killed(mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether one of the tests fails (or never ends)."""
    return is_noticed(os.waitpid(begin(mutant, tests), 0)[1])


def _be_tried(mutant: Mutant, tests: Sequence[str]) -> None:
    """In the child; does not return."""
    code: int = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        assert not [name for name in sys.modules if name.split(".")[0] in {"sync", "server"}], "the real rules are loaded already"
        sys.meta_path.insert(0, Mutating(mutant))
        code = int(pytest.main([*QUIET, *tests]))
    finally:
        os._exit(code)
