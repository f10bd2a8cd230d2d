"""Moments and intervals of runs. With the package pendulum they are its; else those of here, with the methods of it that tasks use most."""

from __future__ import annotations

import datetime as _datetime
from typing import Any, Optional

__all__ = ["DateTime", "datetime", "now", "parse", "today", "utc"]

utc = _datetime.timezone.utc


class DateTime(_datetime.datetime):
    """A ``datetime`` that also has the methods of pendulum which DAG files use most."""

    @classmethod
    def of(cls, moment: _datetime.datetime) -> "DateTime":
        """The same moment."""
        return cls(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond, moment.tzinfo, fold=moment.fold)

    def add(self, years: int = 0, months: int = 0, **kwargs: float) -> "DateTime":
        """Later by a time; ``days=1``, ``months=1`` and so on."""
        count = self.year * 12 + self.month - 1 + years * 12 + months
        year, month = divmod(count, 12)
        last = (_datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1) - _datetime.timedelta(days=1)).day
        return DateTime.of(self.replace(year=year, month=month + 1, day=min(self.day, last)) + _datetime.timedelta(**kwargs))

    def subtract(self, years: int = 0, months: int = 0, **kwargs: float) -> "DateTime":
        """Earlier by a time."""
        return self.add(-years, -months, **{name: -value for name, value in kwargs.items()})

    def in_timezone(self, zone: Any) -> "DateTime":
        """The same moment in another time zone."""
        return DateTime.of(self.astimezone(_zone(zone)))

    in_tz = in_timezone

    def start_of(self, unit: str) -> "DateTime":
        """The start of the ``day``, ``hour``, ``month`` or ``year``."""
        zeros = {"minute": 0, "second": 0, "microsecond": 0}
        fields = {"hour": zeros, "day": {"hour": 0, **zeros}, "month": {"day": 1, "hour": 0, **zeros}, "year": {"month": 1, "day": 1, "hour": 0, **zeros}}
        return self.replace(**fields[unit])  # type: ignore[arg-type]

    def to_date_string(self) -> str:
        """As ``2026-01-31``."""
        return self.strftime("%Y-%m-%d")

    def to_datetime_string(self) -> str:
        """As ``2026-01-31 06:00:00``."""
        return self.strftime("%Y-%m-%d %H:%M:%S")

    def to_iso8601_string(self) -> str:
        """In ISO 8601."""
        return self.isoformat().replace("+00:00", "Z")

    @property
    def int_timestamp(self) -> int:
        """Whole seconds since 1970."""
        return int(self.timestamp())


def _zone(zone: Any) -> Optional[_datetime.tzinfo]:
    if zone is None or isinstance(zone, _datetime.tzinfo):
        return zone
    if str(zone).upper() == "UTC":
        return utc
    import zoneinfo

    return zoneinfo.ZoneInfo(str(zone))


def timezone(name: str) -> Any:
    """A time zone by its IANA name."""
    import zoneinfo

    return zoneinfo.ZoneInfo(name)


def datetime(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0, tz: Any = utc, **kwargs: Any) -> DateTime:
    """A moment; without a time zone in UTC."""
    zone = timezone("UTC") if tz is utc or tz == "UTC" else _zone(tz)
    return DateTime(year, month, day, hour, minute, second, microsecond, zone)


def parse(text: str, **kwargs: Any) -> DateTime:
    """A moment from ISO 8601; without an offset in UTC."""
    moment = _datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return DateTime.of(moment if moment.tzinfo else moment.replace(tzinfo=utc))


def now(tz: Any = utc) -> DateTime:
    """The present moment."""
    return DateTime.of(_datetime.datetime.now(_zone(tz) or utc))


def today(tz: Any = utc) -> DateTime:
    """The start of the present day."""
    return now(tz).start_of("day")


def moment(text: Optional[str]) -> Optional[Any]:
    """A moment as tasks get it."""
    if not text:
        return None
    try:
        import pendulum

        return pendulum.parse(text) if getattr(pendulum, "__orrery__", False) is False else parse(_short(text))
    except ImportError:
        return parse(_short(text))


def _short(text: str) -> str:
    """With at most six digits of a second, which is what Python reads."""
    head, dot, rest = text.partition(".")
    digits = len(rest) - len(rest.lstrip("0123456789"))
    return f"{head}.{rest[:digits][:6].ljust(6, '0')}{rest[digits:]}" if dot else text
