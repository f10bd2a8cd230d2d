"""Loads a DAG file and says as JSON what it defines."""

from __future__ import annotations

import json
import os
import sys
import traceback
import types
from typing import Any, Dict, List

from . import _loading
from .dag import DAG

FORMAT = 1
MAX_MESSAGE = 4_000
MAX_TRACE = 16_000


def load(path: str, root: str, watch: bool = False) -> _loading.Loading:
    """Executes a DAG file, and answers what it defined.

    :param path: the file.
    :param root: root of its bundle; modules are found there and beside the file.
    :param watch: whether to note what it reads.
    """
    # Nobody writes beside the files of a bundle: neither this process nor one that the file starts.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    loading = _loading.Loading(path, root)
    for folder in (loading.root[:-1] or os.sep, os.path.dirname(loading.path)):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    name = "orrery_dag_" + os.path.splitext(os.path.basename(path))[0].replace(".", "_")
    module = types.ModuleType(name)
    module.__file__ = loading.path
    sys.modules[name] = module
    _loading.begin(loading)
    with open(loading.path, "rb") as file:
        source = file.read()
    if watch:
        # The file itself is known to be read.
        loading.watch()
    exec(compile(source, loading.path, "exec", dont_inherit=True), module.__dict__)
    # A DAG that a module of the bundle made belongs to this file if this file keeps it.
    for value in list(vars(module).values()):
        if isinstance(value, DAG) and value not in loading.dags and value.tasks:
            loading.dags.append(value)
    return loading


def document(loading: _loading.Loading) -> bytes:
    """What a DAG file defines, as the cluster reads it."""
    dags: List[DAG] = loading.dags
    output: Dict[str, Any] = {
        "format": FORMAT,
        "full_ids": True,
        "dags": [dag.to_document() for dag in dags],
        "lines": [dag.lines() for dag in dags],
    }
    output["inputs"] = loading.inputs
    output["warnings"] = loading.warnings
    return json.dumps(output, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def main(path: str, root: str, target: str) -> int:
    """Loads a file and writes what it defines to another one; or why it cannot be, to that name with ``.error``.

    :returns: the exit code for the process.
    """
    try:
        content = document(load(path, root, watch=True))
        with open(target, "wb") as file:
            file.write(content)
        return 0
    except SystemExit as end:
        error: BaseException = RuntimeError(f"the file ended the interpreter with exit code {end.code}") if end.code else RuntimeError("the file ended the interpreter before it was read to its end")
        error.__traceback__ = end.__traceback__
    except BaseException as failure:
        error = failure
    with open(target + ".error", "w", encoding="utf-8", errors="replace") as file:
        json.dump(describe(error, os.path.realpath(path)), file)
    return 1


def describe(error: BaseException, path: str) -> Dict[str, Any]:
    """What went wrong: a message, the line of the file, and the stack without that of this package."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if os.path.dirname(frame.filename) != os.path.dirname(__file__) and "importlib" not in frame.filename]
    lines = [frame.lineno for frame in frames if frame.filename == path]
    line, column = (lines[-1] if lines else None), None
    if isinstance(error, SyntaxError) and error.filename == path:
        line, column = error.lineno, error.offset
    trace = "".join([*traceback.format_list(own), *traceback.format_exception_only(type(error), error)])
    message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    loading = _loading.current()
    inputs = loading.inputs if loading is not None else []
    return {"message": message[:MAX_MESSAGE], "line": line, "column": column, "trace": trace[-MAX_TRACE:], "inputs": inputs}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], os.environ["ORRERY_DAGS"]))
