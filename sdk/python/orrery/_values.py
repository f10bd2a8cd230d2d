"""From Python's values to those of DAG documents, which are JSON."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import math
from typing import Any, Optional

from .exceptions import OrreryError

_MAX_EXACT = 1 << 53


class NotJson(Exception):
    """A value that JSON cannot carry."""


def seconds(value: Any, name: str) -> Optional[float]:
    """A duration, given as a ``timedelta`` or a number of seconds."""
    if value is None:
        return None
    if isinstance(value, datetime.timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} is {value!r}: give a timedelta or a number of seconds")
    return int(value) if value == int(value) else value


def instant(value: Any, name: str) -> Optional[str]:
    """A moment, given as a ``datetime``, a ``date`` or a text in ISO 8601. Without an offset it is in the DAG's time zone."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    raise TypeError(f"{name} is {value!r}: give a datetime")


def zone_of(value: Any) -> Optional[str]:
    """IANA name of the time zone of a moment, or of a zone itself; None when it has none."""
    zone = getattr(value, "tzinfo", value)
    name = getattr(zone, "key", None) or getattr(zone, "name", None) or getattr(zone, "zone", None)
    return str(name) if isinstance(name, str) and name else None


def to_json(value: Any) -> Any:
    """The JSON form of a plain value: texts, numbers, booleans, None, lists, tuples and mappings of texts to such.

    :raises NotJson: it has none; what only looks like JSON, as NaN, included.
    """
    if value is None or isinstance(value, (bool, str)) and not isinstance(value, enum.Enum):
        return value
    if isinstance(value, enum.Enum):
        return to_json(value.value)
    if isinstance(value, int):
        if abs(value) > _MAX_EXACT:
            raise NotJson(f"the integer {value}, which JSON does not carry exactly between systems")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJson(f"the number {value}")
        return value
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {_key(key): to_json(item) for key, item in value.items()}
    raise NotJson(f"a {type(value).__module__}.{type(value).__qualname__}")


def result_to_json(value: Any) -> Any:
    """The JSON form of what a task returns: plain values, and dates, sets, decimals, dataclasses and models that say how.

    :raises NotJson: it has none.
    """
    if isinstance(value, dict):
        return {_key(key): result_to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [result_to_json(item) for item in value]
    if isinstance(value, (set, frozenset)):
        items = [result_to_json(item) for item in value]
        return sorted(items, key=lambda item: (str(type(item)), str(item)))
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return result_to_json(dataclasses.asdict(value))
    for method in ("model_dump", "to_dict", "tolist", "item"):
        convert = getattr(value, method, None)
        if callable(convert) and not isinstance(value, (str, int, float, type)):
            return result_to_json(convert())
    if hasattr(value, "__fspath__"):
        return str(value.__fspath__())
    return to_json(value)


def literal(value: Any, name: str) -> Any:
    """As :func:`to_json`, with an error that names what is wrong."""
    try:
        return to_json(value)
    except NotJson as error:
        raise OrreryError(f"{name} holds {error}: only what JSON can carry may stand there") from None


def _key(key: Any) -> str:
    if isinstance(key, enum.Enum):
        key = key.value
    if isinstance(key, str):
        return key
    if isinstance(key, (int, float)) and not isinstance(key, bool):
        return str(key)
    raise NotJson(f"a mapping with the key {key!r}, which is not a text")
