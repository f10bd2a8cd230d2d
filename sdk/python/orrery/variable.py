"""Variables of the installation."""

from __future__ import annotations

import json
import os
from typing import Any

from . import _loading

__all__ = ["Variable"]

_NONE = object()
_PREFIXES = ("ORRERY_VAR_", "AIRFLOW_VAR_")


class Variable:
    """Variables, read only. What a DAG file reads counts as its input: when it changes, the file is loaded again."""

    @classmethod
    def get(cls, key: str, default: Any = _NONE, deserialize_json: bool = False, default_var: Any = _NONE) -> Any:
        """The value of a variable.

        It is looked for as ``ORRERY_VAR_<KEY>`` and ``AIRFLOW_VAR_<KEY>`` in the environment.

        :param key: its name; case does not count.
        :param default: what is answered when there is none.
        :param deserialize_json: whether its text is JSON.
        :raises KeyError: there is none, and no default.
        """
        loading = _loading.current()
        if loading is not None:
            loading.add_variable(key.lower())
        for prefix in _PREFIXES:
            text = os.environ.get(prefix + key.upper())
            if text is not None:
                return json.loads(text) if deserialize_json else text
        if default is _NONE:
            default = default_var
        if default is _NONE:
            raise KeyError(f"Variable {key} does not exist")
        return default
