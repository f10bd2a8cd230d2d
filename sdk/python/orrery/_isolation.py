"""What makes a forked child a process of its own, with limits."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from typing import List, Mapping, Optional

_PR_SET_CHILD_SUBREAPER = 36
_STDOUT, _STDERR, _FIRST_OTHER, _MANY = 1, 2, 3, 4096


def adopt_orphans() -> None:
    """Makes this process the parent of what its descendants leave behind, so that it can end it."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass  # Not Linux: the process group is all that is known.


def give_memory_back() -> None:
    """Gives the system what was freed: a fork takes the longer the more memory there is to share."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass  # Not the C library of GNU.


def enter(log: str, folder: str, limits: Mapping[str, int]) -> None:
    """Makes the forked child that calls it a process of its own: group, files, limits. Its environment is that of its parent, and its session too: one
    for each child would be a group of the scheduler for each where those go by session.

    It does no more than it must: each page of memory that it touches is copied.

    :param log: file that takes what it prints.
    :param folder: folder it runs in.
    :param limits: ``memory`` and ``file_size`` in bytes, ``cpu`` in seconds.
    """
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, _STDOUT)
    os.dup2(output, _STDERR)
    os.closerange(_FIRST_OTHER, _MANY)
    os.chdir(folder)
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
