"""What makes a forked child a process of its own, with limits."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from typing import List, Mapping, Optional

_PR_SET_CHILD_SUBREAPER = 36
_STDIN, _STDOUT, _STDERR, _FIRST_OTHER = 0, 1, 2, 3


def adopt_orphans() -> None:
    """Makes this process the parent of what its descendants leave behind, so that it can end it."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass  # Not Linux: the process group is all that is known.


def enter(log: str, root: str, environment: Mapping[str, str], limits: Mapping[str, int]) -> None:
    """Makes the forked child that calls it a process of its own.

    :param log: file that takes what it prints.
    :param root: folder it runs in.
    :param environment: its environment.
    :param limits: ``memory`` and ``file_size`` in bytes, ``cpu`` in seconds.
    """
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(null, _STDIN)
    os.dup2(output, _STDOUT)
    os.dup2(output, _STDERR)
    os.closerange(_FIRST_OTHER, _highest_file() + 1)
    sys.stdin = open(_STDIN, closefd=False)
    sys.stdout = open(_STDOUT, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = open(_STDERR, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(root)
    _limit(resource.RLIMIT_AS, limits["memory"])
    _limit(resource.RLIMIT_CPU, limits["cpu"])
    _limit(resource.RLIMIT_FSIZE, limits["file_size"])
    _limit(resource.RLIMIT_CORE, 0)


def children(pid: int) -> List[int]:
    """The living children of a process."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", "rb") as file:
            return [int(child) for child in file.read().split()]
    except (OSError, ValueError):
        return []


def count_descendants(pid: int, limit: int) -> int:
    """How many descendants a process has; no more are counted than one over the limit."""
    found, todo = 0, [pid]
    while todo and found <= limit:
        below = children(todo.pop())
        found += len(below)
        todo += below
    return found


def kill_group(pid: int) -> None:
    """Ends all processes of the group that a process leads."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def kill(pid: int) -> None:
    """Ends a process."""
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def _limit(which: int, value: Optional[int]) -> None:
    if value is None:
        return
    _, hard = resource.getrlimit(which)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(which, (most, most))
    except (ValueError, OSError):
        pass  # Some systems know the limit and do not have it.


def _highest_file() -> int:
    try:
        return max(int(name) for name in os.listdir("/proc/self/fd"))
    except (OSError, ValueError):
        return 1023


