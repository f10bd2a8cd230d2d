"""Variables of the installation."""

from __future__ import annotations

import json
import os
from typing import Any, Optional

from . import _loading, _task_api
from .exceptions import NotSupportedError

__all__ = ["Variable"]

_NONE = object()
_PREFIXES = ("ORRERY_VAR_", "AIRFLOW_VAR_")


class Variable:
    """Variables. What a DAG file reads while it is loaded counts as its input: when it changes, the file is loaded again."""

    @classmethod
    def get(cls, key: str, default: Any = _NONE, deserialize_json: bool = False, default_var: Any = _NONE) -> Any:
        """The value of a variable.

        It is looked for as ``ORRERY_VAR_<KEY>`` and ``AIRFLOW_VAR_<KEY>`` in the environment; a task then asks the server. A file that is loaded is loaded
        again with what the server has, if it has something.

        :param key: its name; in the environment case does not count.
        :param default: what is answered when there is none.
        :param deserialize_json: whether its text is JSON.
        :raises KeyError: there is none, and no default.
        """
        loading = _loading.current()
        if loading is not None:
            loading.add_variable(key)
        text = _text(key)
        if text is not None:
            return json.loads(text) if deserialize_json else text
        if default is _NONE:
            default = default_var
        if default is _NONE:
            raise KeyError(f"Variable {key} does not exist")
        return default

    @classmethod
    def set(cls, key: str, value: Any, description: Optional[str] = None, serialize_json: bool = False) -> None:
        """Sets a variable, from a task.

        :param key: its name.
        :param value: its value; what is no text becomes one.
        :param description: what it is for; None: as it is.
        :param serialize_json: whether the value is written as JSON.
        """
        _require_task("Variable.set()")
        _task_api.set_variable(key, json.dumps(value, indent=2) if serialize_json else str(value), description)

    @classmethod
    def delete(cls, key: str) -> int:
        """Takes a variable away, from a task.

        :returns: how many there were.
        """
        _require_task("Variable.delete()")
        return 1 if _task_api.delete_variable(key) else 0


def _text(key: str) -> Optional[str]:
    for prefix in _PREFIXES:
        text = os.environ.get(prefix + key.upper())
        if text is not None:
            return text
    found = _task_api.get("variables", key) if _task_api.is_there() else None
    return None if found is None else found["value"]


def _require_task(what: str) -> None:
    if not _task_api.is_there():
        raise NotSupportedError(f"{what} outside a running task", "call it in the task")
