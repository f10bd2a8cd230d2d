"""A warm parent for loading DAG files: it has this package imported, and forks a child for each file.

It talks with the server over its standard input and output: messages are JSON, each after its length in four bytes, the highest first. The server asks
``{"id", "file", "root", "output", "log", "limits", "variables"}`` and is answered ``{"id", "exit_code", "signal", "ended"}`` once nothing of the
child is left; ``ended`` says why the child was ended, if it was. When the input ends, so does all of this.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import struct
import sys
import time
from typing import Any, Dict, List, Optional

from . import _isolation, _load, _loading, _shims

_LENGTH = struct.Struct(">I")
_LOOK_EVERY = 0.05

# Python rewrites code that has run a few times into a faster form. Done here, it need not be done in each child, in copies of the pages it lies on.
_WARM_ROUNDS = 20

# What DAG files import most.
_COMMON = (
    "collections", "csv", "dataclasses", "datetime", "functools", "itertools", "logging", "math", "pathlib", "pendulum", "random", "re", "string",
    "textwrap", "time", "typing", "urllib.parse", "uuid",
)


class _Child:
    def __init__(self, request: Dict[str, Any]) -> None:
        self.request = request
        self.deadline = time.monotonic() + request["limits"]["seconds"]
        self.ended: Optional[str] = None


class ParserHost:
    """Forks children for requests, and ends what takes too long or too much.

    :param requests: descriptor that requests come from.
    :param answers: descriptor that answers go to.
    """

    def __init__(self, requests: int, answers: int) -> None:
        self._requests = requests
        self._answers = answers
        self._buffer = b""
        self._children: Dict[int, _Child] = {}
        self._strays = False
        self._next_look = 0.0

    def run(self) -> None:
        """Serves until there are no more requests to come."""
        _isolation.adopt_orphans()
        read, write = os.pipe()
        os.set_blocking(read, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        selector = selectors.DefaultSelector()
        selector.register(self._requests, selectors.EVENT_READ)
        selector.register(read, selectors.EVENT_READ)
        # A child lives for milliseconds: looking for garbage costs it more than the garbage.
        gc.disable()
        gc.collect()
        gc.freeze()
        _isolation.give_memory_back()
        while True:
            ready = selector.select(_LOOK_EVERY if self._children or self._strays else None)
            for key, _ in ready:
                if key.fd == read:
                    os.read(read, 4096)
                elif not self._receive():
                    self._stop()
                    return
            self._look()
            self._reap()

    def _receive(self) -> bool:
        content = os.read(self._requests, 65536)
        self._buffer += content
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if len(self._buffer) < _LENGTH.size + length:
                break
            request = json.loads(self._buffer[_LENGTH.size:_LENGTH.size + length])
            self._buffer = self._buffer[_LENGTH.size + length:]
            self._fork(request)
        return bool(content)

    def _fork(self, request: Dict[str, Any]) -> None:
        _loading.real_folder(request["root"])
        try:
            pid = os.fork()
        except OSError as error:
            self._answer({"id": request["id"], "exit_code": None, "signal": None, "ended": f"it could not be started: {error.strerror}"})
            return
        if pid == 0:
            self._run_child(request)
        self._children[pid] = _Child(request)

    def _run_child(self, request: Dict[str, Any]) -> None:
        code = 1
        try:
            _isolation.enter(request["log"], os.path.dirname(request["file"]), request["limits"])
            os.environ.update(request["variables"])
            code = _load.main(request["file"], request["root"], request["output"])
        finally:
            # Nothing of the parent's is to be cleaned up here.
            os._exit(code)

    def _look(self) -> None:
        """Ends what has had its time, and what multiplies."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_EVERY
        for pid, child in self._children.items():
            limits = child.request["limits"]
            if child.ended is None and now >= child.deadline:
                child.ended = "time"
            elif child.ended is None and _isolation.count_descendants(pid, limits["processes"]) > limits["processes"]:
                child.ended = "processes"
            if child.ended is not None:
                _isolation.kill_group(pid)

    def _reap(self) -> None:
        has_reaped = False
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            has_reaped = True
            child = self._children.pop(pid, None)
            if child is None:
                continue
            # The number of the group is nobody else's as long as one of it lives; if none does, this does nothing.
            _isolation.kill_group(pid)
            code = os.waitstatus_to_exitcode(status)
            self._answer({"id": child.request["id"], "exit_code": code if code >= 0 else None, "signal": -code if code < 0 else None, "ended": child.ended})
        # Only who ends leaves others behind.
        if has_reaped or self._strays:
            self._kill_strays()

    def _kill_strays(self) -> None:
        """What became a child of this process without having been forked by it was left behind by a file: nothing waits for it."""
        strays: List[int] = [pid for pid in _isolation.children(os.getpid()) if pid not in self._children]
        for pid in strays:
            _isolation.kill(pid)
        self._strays = bool(strays)

    def _stop(self) -> None:
        for pid in self._children:
            _isolation.kill_group(pid)
            _isolation.kill(pid)
        for _ in range(100):
            left = _isolation.children(os.getpid())
            if not left:
                return
            for pid in left:
                _isolation.kill(pid)
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return
            time.sleep(0.005)

    def _answer(self, answer: Dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        message = _LENGTH.pack(len(content)) + content
        while message:
            message = message[os.write(self._answers, message):]


def _warm_up() -> None:
    """Does what every file does, so that its children find it done: imports, and a DAG file."""
    for name in (*_shims.MODULES, *_COMMON):
        importlib.import_module(name)
    with contextlib.suppress(Exception):
        importlib.import_module("zoneinfo").ZoneInfo("UTC")
    folder = os.path.dirname(__file__)
    path, modules = list(sys.path), set(sys.modules)
    for _ in range(_WARM_ROUNDS):
        _load.document(_load.load(os.path.join(folder, "_sample.py"), folder))
    _loading.end()
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def main() -> None:
    """Serves the server that started this."""
    os.setsid()
    if sys.path[0] == os.getcwd():
        # "-m" puts the folder of the server there, which is no place for modules of DAG files.
        del sys.path[0]
    answers = os.dup(1)
    requests = os.dup(0)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    # What a library prints while it is imported must not end up among the answers.
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    _warm_up()
    ParserHost(requests, answers).run()


if __name__ == "__main__":
    main()
