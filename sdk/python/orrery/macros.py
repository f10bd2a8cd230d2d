"""The functions that tasks find as ``macros`` in their context."""

from __future__ import annotations

import datetime as _datetime
import json
import random
import time
import uuid

__all__ = ["datetime", "ds_add", "ds_format", "json", "random", "time", "timedelta", "uuid"]

datetime = _datetime.datetime
timedelta = _datetime.timedelta


def ds_add(ds: str, days: int) -> str:
    """A date, some days later."""
    return (_datetime.datetime.strptime(str(ds), "%Y-%m-%d") + _datetime.timedelta(days=days)).strftime("%Y-%m-%d")


def ds_format(ds: str, input_format: str, output_format: str) -> str:
    """A date in another format."""
    return _datetime.datetime.strptime(str(ds), input_format).strftime(output_format)
