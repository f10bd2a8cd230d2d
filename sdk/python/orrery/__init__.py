"""Orrery's Python SDK: DAGs and tasks as Python code, under the names that users of Airflow know.

It needs nothing but Python's own library. A DAG file imports from here, or from ``airflow`` and ``airflow.sdk``, which this package also provides.
"""

from __future__ import annotations

from . import _shims
from .asset import Asset, AssetAlias, AssetAll, AssetAny, Dataset
from .connection import BaseHook, Connection
from .context import Context, DagRun, TaskInstance
from .dag import DAG, dag
from .edges import EdgeModifier, Label, chain, chain_linear, cross_downstream
from .exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowNotFoundException,
    AirflowSensorTimeout,
    AirflowSkipException,
    AirflowTaskTimeout,
    DeferTask,
    NotSupportedError,
    OrreryError,
    XComNotFound,
)
from .names import DagRunState, DagRunType, TaskInstanceState, TriggerRule, WeightRule
from .operator import BaseOperator
from .operators import ApprovalOperator, BashOperator, EmptyOperator, HITLOperator, LatestOnlyOperator, TriggerDagRunOperator
from .param import Param
from .python import (
    BranchPythonOperator,
    PythonOperator,
    PythonSensor,
    ShortCircuitOperator,
    get_current_context,
    setup,
    task,
    teardown,
)
from .sensors import (
    BaseSensorOperator,
    BashSensor,
    DateTimeSensor,
    ExternalTaskSensor,
    FileSensor,
    HttpSensor,
    PokeReturnValue,
    SqlSensor,
    TimeDeltaSensor,
    TimeSensor,
)
from .task_group import TaskGroup, task_group
from .timetables import (
    AssetOrTimeSchedule,
    CronDataIntervalTimetable,
    CronTriggerTimetable,
    DeltaDataIntervalTimetable,
    DeltaTriggerTimetable,
    EventsTimetable,
    MultipleCronTriggerTimetable,
)
from .variable import Variable
from .weekday import AssetSensor, BaseBranchOperator, BranchDateTimeOperator, BranchDayOfWeekOperator, DayOfWeekSensor, WeekDay
from .xcom_arg import XComArg

_shims.install()

__all__ = [name for name in dir() if not name.startswith("_") and name not in ("annotations",)]
