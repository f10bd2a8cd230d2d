"""When runs are created by themselves, under Airflow's names."""

from __future__ import annotations

import datetime
from typing import Any, Dict, Iterable, List, Optional, Tuple, Union

from ._values import instant, seconds, zone_of
from .asset import AssetAll, _Expression
from .exceptions import NotSupportedError

__all__ = [
    "AssetOrTimeSchedule",
    "CronDataIntervalTimetable",
    "CronTriggerTimetable",
    "DeltaDataIntervalTimetable",
    "DeltaTriggerTimetable",
    "EventsTimetable",
    "MultipleCronTriggerTimetable",
    "Timetable",
]


class Timetable:
    """Base of timetables. Orrery has those of this module; others would be user code in the scheduler."""

    timezone: Optional[str] = None

    def to_document(self) -> Any:
        """The timetable as the field ``schedule`` of a DAG file has it."""
        raise NotSupportedError(f"the timetable {type(self).__name__}", f"choose one of {', '.join(__all__[:-1])}")


def _zone(timezone: Any) -> Optional[str]:
    return timezone if isinstance(timezone, str) or timezone is None else zone_of(timezone)


class CronTriggerTimetable(Timetable):
    """A run at each tick of a cron expression."""

    def __init__(self, cron: str, *, timezone: Any = None, interval: Any = 0, run_immediately: Union[bool, datetime.timedelta] = False) -> None:
        self._crons = [cron]
        self.timezone = _zone(timezone)
        self._interval = seconds(interval, "interval")
        self._immediately = run_immediately

    def to_document(self) -> Dict[str, Any]:
        document: Dict[str, Any] = {"cron": self._crons if len(self._crons) > 1 else self._crons[0]}
        if self._interval:
            document["interval"] = self._interval
        if self._immediately is not False:
            document["run_immediately"] = True if self._immediately is True else seconds(self._immediately, "run_immediately")
        return document


class MultipleCronTriggerTimetable(CronTriggerTimetable):
    """A run at each tick of any of several cron expressions."""

    def __init__(self, *crons: str, timezone: Any = None, interval: Any = 0, run_immediately: Union[bool, datetime.timedelta] = False) -> None:
        super().__init__(crons[0], timezone=timezone, interval=interval, run_immediately=run_immediately)
        self._crons = list(crons)


class CronDataIntervalTimetable(Timetable):
    """A run covers the time between two ticks and is created at its end."""

    def __init__(self, cron: str, timezone: Any = None) -> None:
        self._cron = cron
        self.timezone = _zone(timezone)

    def to_document(self) -> Dict[str, Any]:
        return {"cron_interval": self._cron}


class DeltaTriggerTimetable(Timetable):
    """A run again and again after a time."""

    def __init__(self, delta: datetime.timedelta, *, interval: Any = 0) -> None:
        self._delta = seconds(delta, "delta")
        self._interval = seconds(interval, "interval")

    def to_document(self) -> Dict[str, Any]:
        document: Dict[str, Any] = {"every": self._delta}
        if self._interval:
            document["interval"] = self._interval
        return document


class DeltaDataIntervalTimetable(Timetable):
    """Runs that cover the time from one to the next."""

    def __init__(self, delta: datetime.timedelta) -> None:
        self._delta = seconds(delta, "delta")

    def to_document(self) -> Dict[str, Any]:
        return {"every": self._delta, "covers_interval": True}


class EventsTimetable(Timetable):
    """A run at each of some moments."""

    def __init__(self, event_dates: Iterable[Any], restrict_to_events: bool = False, description: Optional[str] = None) -> None:
        self._events: List[Any] = [instant(moment, "event_dates") for moment in event_dates]
        self._restrict = restrict_to_events

    def to_document(self) -> Dict[str, Any]:
        document: Dict[str, Any] = {"events": self._events}
        if self._restrict:
            document["restrict_to_events"] = True
        return document


class AssetOrTimeSchedule(Timetable):
    """Runs at the times of a timetable, and besides when there is news of assets."""

    def __init__(self, *, timetable: Timetable, assets: Any) -> None:
        self._timetable = timetable
        self.timezone = timetable.timezone
        self._assets = AssetAll(*assets) if isinstance(assets, (list, tuple)) else assets

    def to_document(self) -> Dict[str, Any]:
        return {"asset_or_time": {"timetable": self._timetable.to_document(), "assets": self._assets.to_document()}}


def schedule_document(schedule: Any) -> Tuple[Any, Optional[str]]:
    """The field ``schedule``, and the time zone that it brings."""
    if schedule is None:
        return None, None
    if isinstance(schedule, str):
        return schedule, None
    if isinstance(schedule, datetime.timedelta):
        return {"every": seconds(schedule, "schedule")}, None
    if isinstance(schedule, Timetable):
        return schedule.to_document(), schedule.timezone
    if isinstance(schedule, _Expression):
        return (schedule.to_document() if not _is_plain(schedule) else {"all": [schedule.to_document()]}), None
    if isinstance(schedule, (list, tuple)) and schedule and all(isinstance(part, _Expression) for part in schedule):
        return AssetAll(*schedule).to_document(), None
    if type(schedule).__name__ == "relativedelta":
        months = schedule.years * 12 + schedule.months
        rest = datetime.timedelta(days=schedule.days, hours=schedule.hours, minutes=schedule.minutes, seconds=schedule.seconds)
        return {"every": f"P{months}M{rest.days}D" + (f"T{rest.seconds}S" if rest.seconds else "")}, None
    raise NotSupportedError(f"the schedule {schedule!r}", "give a cron expression, a preset, a timedelta, a timetable or assets")


def _is_plain(expression: _Expression) -> bool:
    return not hasattr(expression, "parts")
