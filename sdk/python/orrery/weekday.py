"""Branches and sensors that go by the calendar, and the base of branches of one's own."""

from __future__ import annotations

import datetime
import enum
from typing import Any, Dict, FrozenSet, Iterable, List, Optional, Union

from .context import Context
from .operator import BaseOperator
from .sensors import BaseSensorOperator
from .template import code_document

__all__ = ["AssetSensor", "BaseBranchOperator", "BranchDateTimeOperator", "BranchDayOfWeekOperator", "DayOfWeekSensor", "WeekDay"]


class WeekDay(enum.IntEnum):
    """Days of the week, Monday being 1."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


class BaseBranchOperator(BaseOperator):
    """A class that derives from it and has a ``choose_branch(context)`` says which of the direct downstream tasks go on."""

    def choose_branch(self, context: Context) -> Any:
        """An id, a list of ids, or None for none."""
        raise NotImplementedError

    def execute(self, context: Context) -> Any:
        return self.choose_branch(context)

    def action_document(self) -> Dict[str, Any]:
        fields = {name: getattr(self, name) for name in self.template_fields if hasattr(self, name)}
        return {"branch": {"code": code_document([], fields, passes_xcoms=True)}}


class _TwoWays(BaseBranchOperator):
    def __init__(
        self, *, follow_task_ids_if_true: Union[str, List[str]], follow_task_ids_if_false: Union[str, List[str]], use_task_logical_date: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.follow_task_ids_if_true = follow_task_ids_if_true
        self.follow_task_ids_if_false = follow_task_ids_if_false
        self.use_task_logical_date = use_task_logical_date

    def _now(self, context: Context) -> datetime.datetime:
        logical = context.get("logical_date")
        return logical if self.use_task_logical_date and logical is not None else datetime.datetime.now(datetime.timezone.utc)

    def _choose(self, is_true: bool) -> Any:
        return self.follow_task_ids_if_true if is_true else self.follow_task_ids_if_false


class BranchDayOfWeekOperator(_TwoWays):
    """Goes one way on some days of the week, in UTC, and another way on the others.

    :param week_day: a day or several, by name or as :class:`WeekDay`.
    """

    def __init__(self, *, week_day: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.week_days = _days(week_day)

    def choose_branch(self, context: Context) -> Any:
        return self._choose(self._now(context).isoweekday() in self.week_days)


class BranchDateTimeOperator(_TwoWays):
    """Goes one way between two moments, or times of the day in UTC, and another way outside of them.

    :param target_lower: a ``datetime`` or ``time``; None: no bound.
    :param target_upper: the same. A time before the lower one is that of the next day.
    """

    def __init__(self, *, target_lower: Any = None, target_upper: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if target_lower is None and target_upper is None:
            raise ValueError(f"Task {self.task_id} needs target_lower, target_upper or both")
        self.target_lower = target_lower
        self.target_upper = target_upper

    def choose_branch(self, context: Context) -> Any:
        now = self._now(context)
        lower, upper = _moment(self.target_lower, now), _moment(self.target_upper, now)
        if lower is not None and upper is not None and upper < lower and isinstance(self.target_upper, datetime.time):
            upper += datetime.timedelta(days=1)
        return self._choose((lower is None or now >= lower) and (upper is None or now <= upper))


class DayOfWeekSensor(BaseSensorOperator):
    """Waits for one of some days of the week, in UTC.

    :param week_day: a day or several, by name or as :class:`WeekDay`.
    """

    def __init__(self, *, week_day: Any, use_task_logical_date: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.week_days = _days(week_day)
        self.use_task_logical_date = use_task_logical_date

    def poke(self, context: Context) -> bool:
        logical = context.get("logical_date")
        now = logical if self.use_task_logical_date and logical is not None else datetime.datetime.now(datetime.timezone.utc)
        return now.isoweekday() in self.week_days


class AssetSensor(BaseSensorOperator):
    """Waits for news of an asset; nothing looks, the asset tells.

    :param asset: the asset, or its URI.
    :param since: moment from which news count, a template; by default the start of the run's data interval.
    """

    condition_key = "asset"

    def __init__(self, *, asset: Any, since: Optional[str] = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asset = asset
        if since is not None:
            self.policy["since"] = since

    def condition_document(self) -> Any:
        return getattr(self.asset, "uri", self.asset)


def _days(value: Any) -> FrozenSet[int]:
    items: Iterable[Any] = [value] if isinstance(value, (str, int)) else value
    return frozenset(int(WeekDay[item.upper()]) if isinstance(item, str) else int(item) for item in items)


def _moment(value: Any, now: datetime.datetime) -> Optional[datetime.datetime]:
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(now.date(), value)
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=now.tzinfo)
    return value
