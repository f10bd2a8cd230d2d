"""The DAG file that is being loaded, what it defined so far, and what it read."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Set, Tuple

if TYPE_CHECKING:
    from .dag import DAG

_INTERNAL = ("ORRERY_DAGS", "ORRERY_LEASE_ID", "PYTHONPATH")
_BETWEEN = ("os.py", "_collections_abc.py", "<frozen os>", "<frozen _collections_abc>")
_READS = ("open", "os.listdir", "os.scandir")
_FINDERS = ("importlib", "pkg_resources")
_VARIABLES = ("ORRERY_VAR_", "AIRFLOW_VAR_")


class Loading:
    """One DAG file that is being loaded.

    :param path: the file.
    :param root: the root of its bundle.
    """

    def __init__(self, path: str, root: str) -> None:
        self.path = os.path.realpath(path)
        self.root = os.path.join(real_folder(root), "")
        self.dags: List["DAG"] = []
        self.warnings: List[str] = []
        self._files: Set[str] = {self.path[len(self.root):]} if self.path.startswith(self.root) else set()
        self._names: Set[Tuple[str, str]] = set()
        self._hooked = False

    def watch(self) -> None:
        """Notes from now on which files of the bundle and which variables of the environment are read."""
        self._hooked = True
        sys.addaudithook(self._on_event)
        os.environ.__class__ = _WatchedEnvironment

    def add_variable(self, name: str) -> None:
        """Notes that a variable of the installation was asked for."""
        self._names.add(("variable", name))

    def add_environment(self, name: str) -> None:
        """Notes that a variable of the environment was asked for."""
        for prefix in _VARIABLES:
            if name.startswith(prefix):
                self._names.add(("variable", name[len(prefix):].lower()))
                return
        if name not in _INTERNAL:
            self._names.add(("environment", name))

    def is_asking(self) -> bool:
        """Whether it is code of the bundle that looks something up, and not a library for its own ends."""
        frame = sys._getframe(2)
        while frame is not None and os.path.basename(frame.f_code.co_filename) in _BETWEEN:
            frame = frame.f_back  # type: ignore[assignment]
        return frame is not None and frame.f_code.co_filename.startswith(self.root)

    def warn(self, message: str) -> None:
        """Something that is allowed but probably not meant; each is said once."""
        if message not in self.warnings:
            self.warnings.append(message)

    @property
    def inputs(self) -> List[Dict[str, str]]:
        """What was read, in a fixed order."""
        read = [("file", name.replace(os.sep, "/")) for name in self._files]
        return [{"kind": kind, "name": name} for kind, name in sorted([*read, *self._names])]

    def _on_event(self, event: str, args: Tuple[Any, ...]) -> None:
        if event not in _READS or not self._hooked:
            return
        if event != "open":
            self._on_listing(args[0])
            return
        path, flags = args[0], args[2]
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if isinstance(path, str) and not (flags or 0) & (os.O_WRONLY | os.O_CREAT):
            full = os.path.realpath(path)
            if full.startswith(self.root) and "__pycache__" not in full:
                self._files.add(full[len(self.root):])

    def _on_listing(self, path: Any) -> None:
        # What looks for modules lists folders too: what it finds there is opened, and that is noted.
        caller = sys._getframe(2).f_code.co_filename
        if any(finder in caller for finder in _FINDERS) or isinstance(path, int):
            return
        full = os.path.join(os.path.realpath(os.fsdecode(path or ".")), "")
        if full.startswith(self.root) and "__pycache__" not in full:
            self._names.add(("directory", full[len(self.root):-1].replace(os.sep, "/") or "."))


@functools.lru_cache(maxsize=8)
def real_folder(path: str) -> str:
    """A folder without links. A parent that has asked for it spares its children the way through the file system."""
    return os.path.realpath(path)


class _WatchedEnvironment(type(os.environ)):  # type: ignore[misc]
    """``os.environ``, which notes what is looked up in it."""

    def __getitem__(self, key: str) -> str:
        loading = current()
        if loading is not None and isinstance(key, str) and loading.is_asking():
            loading.add_environment(key)
        return super().__getitem__(key)


_current: Optional[Loading] = None


def current() -> Optional[Loading]:
    """The file that is being loaded; None: none is, as in a plain interpreter."""
    return _current


def begin(loading: Loading) -> None:
    """From now on this file is being loaded."""
    global _current
    _current = loading


def end() -> None:
    """No file is being loaded any more."""
    global _current
    _current = None


def line_of_caller() -> Optional[int]:
    """The line of the DAG file that is being executed; None when it is not known."""
    if _current is None:
        return None
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == _current.path:
            return frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return None


def is_defined_by_file() -> bool:
    """Whether what is being made belongs to the file that is loaded, and not to a module that it imports."""
    if _current is None:
        return False
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            return frame.f_code.co_filename == _current.path
        frame = frame.f_back  # type: ignore[assignment]
    return False
