"""Modules under the names that DAG files of Airflow import, made of what this package has."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from typing import Any, Dict, Optional, Sequence

_PYTHON = "BranchPythonOperator PythonOperator ShortCircuitOperator get_current_context"
_BASH = "BashOperator"
_EXTERNAL = "ExternalTaskSensor"
_SENSORS = "BaseSensorOperator PokeReturnValue"
_SCHEDULES = "CronDataIntervalTimetable CronTriggerTimetable DeltaDataIntervalTimetable DeltaTriggerTimetable EventsTimetable MultipleCronTriggerTimetable"
_ASSETS = "Asset AssetAlias AssetAll AssetAny Dataset"

# Modules of Airflow 2 and 3, and the names of this package that they have.
MODULES: Dict[str, str] = {
    "airflow": f"DAG {_ASSETS} XComArg dag task",
    "airflow.sdk": (
        f"DAG {_ASSETS} AssetOrTimeSchedule BaseHook BaseOperator BaseSensorOperator Connection Context EdgeModifier Label Param PokeReturnValue TaskGroup TriggerRule "
        f"Variable WeightRule XComArg chain chain_linear cross_downstream dag get_current_context setup task task_group teardown "
        f"TaskInstanceState DagRunState {_SCHEDULES}"
    ),
    "airflow.sdk.bases": "",
    "airflow.sdk.bases.hook": "BaseHook",
    "airflow.sdk.bases.operator": "BaseOperator chain cross_downstream",
    "airflow.sdk.bases.sensor": _SENSORS,
    "airflow.sdk.definitions": "",
    "airflow.sdk.definitions.asset": _ASSETS,
    "airflow.sdk.definitions.connection": "Connection",
    "airflow.sdk.definitions.variable": "Variable",
    "airflow.sdk.definitions.context": "Context get_current_context",
    "airflow.sdk.definitions.param": "Param",
    "airflow.sdk.exceptions": "AirflowException AirflowFailException AirflowNotFoundException AirflowSensorTimeout AirflowSkipException AirflowTaskTimeout",
    "airflow.hooks": "",
    "airflow.hooks.base": "BaseHook",
    "airflow.models": "BaseOperator Connection DAG DagRun Param TaskInstance Variable XComArg",
    "airflow.models.baseoperator": "BaseOperator chain chain_linear cross_downstream",
    "airflow.models.connection": "Connection",
    "airflow.models.dag": "DAG dag",
    "airflow.models.param": "Param",
    "airflow.models.taskinstance": "TaskInstance",
    "airflow.models.variable": "Variable",
    "airflow.models.xcom_arg": "XComArg",
    "airflow.decorators": "dag setup task task_group teardown",
    "airflow.exceptions": "AirflowException AirflowFailException AirflowNotFoundException AirflowSensorTimeout AirflowSkipException AirflowTaskTimeout",
    "airflow.assets": _ASSETS,
    "airflow.datasets": _ASSETS,
    "airflow.operators": "",
    "airflow.operators.bash": _BASH,
    "airflow.operators.branch": "BaseBranchOperator",
    "airflow.operators.datetime": "BranchDateTimeOperator",
    "airflow.operators.weekday": "BranchDayOfWeekOperator",
    "airflow.operators.dummy": "EmptyOperator",
    "airflow.operators.empty": "EmptyOperator",
    "airflow.operators.latest_only": "LatestOnlyOperator",
    "airflow.operators.python": _PYTHON,
    "airflow.operators.trigger_dagrun": "TriggerDagRunOperator",
    "airflow.sensors": "",
    "airflow.sensors.base": _SENSORS,
    "airflow.sensors.bash": "BashSensor",
    "airflow.sensors.date_time": "DateTimeSensor",
    "airflow.sensors.external_task": _EXTERNAL,
    "airflow.sensors.filesystem": "FileSensor",
    "airflow.sensors.python": "PythonSensor",
    "airflow.sensors.time_delta": "TimeDeltaSensor",
    "airflow.sensors.time_sensor": "TimeSensor",
    "airflow.sensors.weekday": "DayOfWeekSensor",
    "airflow.timetables": "",
    "airflow.timetables.assets": "AssetOrTimeSchedule",
    "airflow.timetables.datasets": "AssetOrTimeSchedule",
    "airflow.timetables.events": "EventsTimetable",
    "airflow.timetables.interval": "CronDataIntervalTimetable DeltaDataIntervalTimetable",
    "airflow.timetables.trigger": "CronTriggerTimetable DeltaTriggerTimetable MultipleCronTriggerTimetable",
    "airflow.task": "",
    "airflow.task.trigger_rule": "TriggerRule",
    "airflow.task.weight_rule": "WeightRule",
    "airflow.utils": "",
    "airflow.utils.context": "Context",
    "airflow.utils.dates": "",
    "airflow.utils.edgemodifier": "EdgeModifier Label",
    "airflow.utils.helpers": "chain cross_downstream",
    "airflow.utils.state": "DagRunState TaskInstanceState",
    "airflow.utils.task_group": "TaskGroup task_group",
    "airflow.utils.timezone": "",
    "airflow.utils.trigger_rule": "TriggerRule",
    "airflow.utils.types": "DagRunType",
    "airflow.utils.weekday": "WeekDay",
    "airflow.utils.weight_rule": "WeightRule",
    "airflow.providers": "",
    "airflow.providers.standard": "",
    "airflow.providers.standard.operators": "",
    "airflow.providers.standard.operators.bash": _BASH,
    "airflow.providers.standard.operators.branch": "BaseBranchOperator",
    "airflow.providers.standard.operators.datetime": "BranchDateTimeOperator",
    "airflow.providers.standard.operators.weekday": "BranchDayOfWeekOperator",
    "airflow.providers.standard.operators.empty": "EmptyOperator",
    "airflow.providers.standard.operators.hitl": "ApprovalOperator HITLOperator",
    "airflow.providers.standard.operators.latest_only": "LatestOnlyOperator",
    "airflow.providers.standard.operators.python": _PYTHON,
    "airflow.providers.standard.operators.trigger_dagrun": "TriggerDagRunOperator",
    "airflow.providers.standard.sensors": "",
    "airflow.providers.standard.sensors.bash": "BashSensor",
    "airflow.providers.standard.sensors.date_time": "DateTimeSensor",
    "airflow.providers.standard.sensors.external_task": _EXTERNAL,
    "airflow.providers.standard.sensors.filesystem": "FileSensor",
    "airflow.providers.standard.sensors.python": "PythonSensor",
    "airflow.providers.standard.sensors.time": "TimeSensor",
    "airflow.providers.standard.sensors.time_delta": "TimeDeltaSensor",
    "airflow.providers.standard.sensors.weekday": "DayOfWeekSensor",
    "airflow.providers.standard.utils": "",
    "airflow.providers.standard.utils.weekday": "WeekDay",
}

_RENAMED = {("airflow.operators.dummy", "DummyOperator"): "EmptyOperator", ("airflow.sensors.date_time", "DateTimeSensorAsync"): "DateTimeSensor"}
# Whose names these are; files ask for it to choose between imports.
_VERSION = "3.1.0"
_TIMEZONE = ("datetime", "parse", "utc")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of the table, and says of other modules of Airflow that they are not there."""

    def find_spec(self, name: str, path: Optional[Sequence[str]] = None, target: Any = None) -> Optional[importlib.machinery.ModuleSpec]:
        if name in MODULES:
            return importlib.util.spec_from_loader(name, self, is_package=True)
        if name.startswith("airflow."):
            from .exceptions import NotSupportedError

            raise NotSupportedError(f"the module {name}", "tasks that need it can run it in a container or a process of their own")
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return types.ModuleType(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        fill(module)


class _Pendulum(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """What DAG files use of pendulum, where it is not installed. Asked last."""

    def find_spec(self, name: str, path: Optional[Sequence[str]] = None, target: Any = None) -> Optional[importlib.machinery.ModuleSpec]:
        return importlib.util.spec_from_loader(name, self) if name == "pendulum" else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return types.ModuleType(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        from . import datetimes

        names = ("DateTime", "datetime", "now", "parse", "timezone", "today")
        vars(module).update({name: getattr(datetimes, name) for name in names}, UTC=datetimes.utc, __orrery__=True)

        def missing(name: str) -> Any:
            from .exceptions import NotSupportedError

            if name.startswith("__"):
                raise AttributeError(name)
            raise NotSupportedError(f"pendulum.{name}", "install the package pendulum for it")

        module.__getattr__ = missing  # type: ignore[method-assign]


def fill(module: types.ModuleType) -> None:
    """Gives a module of the table its names. Another name is an error that says so."""
    import orrery

    name = module.__name__
    module.__dict__.update({export: getattr(orrery, export) for export in MODULES[name].split()})
    module.__dict__.update({export: getattr(orrery, own) for (of, export), own in _RENAMED.items() if of == name})
    if name == "airflow":
        module.__version__ = _VERSION  # type: ignore[attr-defined]
    if name == "airflow.utils.timezone":
        from . import datetimes

        module.__dict__.update({export: getattr(datetimes, export) for export in _TIMEZONE}, utcnow=datetimes.now)

    def missing(wanted: str) -> Any:
        from .exceptions import NotSupportedError

        if wanted.startswith("__") or f"{name}.{wanted}" in MODULES:
            raise AttributeError(wanted)
        raise NotSupportedError(f"{name}.{wanted}")

    module.__getattr__ = missing  # type: ignore[method-assign]


_installed = False


def install() -> None:
    """Makes the modules importable."""
    global _installed
    if not _installed:
        _installed = True
        sys.meta_path.insert(0, _Finder())
        sys.meta_path.append(_Pendulum())
