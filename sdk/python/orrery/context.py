"""What a task that is being run knows of itself: the context, under Airflow's names."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterable, List, Mapping, Optional

from . import macros
from ._values import NotJson, result_to_json
from .asset import Asset
from .connection import Connection
from .datetimes import moment
from .exceptions import AirflowException, AirflowNotFoundException, NotSupportedError
from .variable import Variable

__all__ = ["Context", "DagRun", "TaskInstance"]

Context = Dict[str, Any]
RETURN_VALUE = "return_value"


class TaskInstance:
    """The try that is being run.

    :param call: what the cluster said of it.
    """

    def __init__(self, call: Mapping[str, Any]) -> None:
        self.dag_id: str = call["dag_id"]
        self.run_id: str = call["run_id"]
        self.task_id: str = call["task_id"]
        self.map_index: int = call.get("map_index", -1)
        self.try_number: int = call.get("try_number", 1)
        self.start_date = moment(call.get("task_start_date"))
        self._xcoms: Mapping[str, Mapping[str, Mapping[str, Any]]] = call.get("xcoms") or {}
        self._is_complete: bool = call.get("xcoms_are_complete", False)
        self.pushed: Dict[str, Any] = {}

    def xcom_pull(
        self,
        task_ids: Any = None,
        dag_id: Optional[str] = None,
        key: str = RETURN_VALUE,
        include_prior_dates: bool = False,
        *,
        map_indexes: Any = None,
        default: Any = None,
        run_id: Optional[str] = None,
    ) -> Any:
        """What another task returned, or pushed under a key. The task must be upstream of this one.

        :param task_ids: its id; of several ids the values come as a list. Left out: what any direct upstream task returned last.
        :param key: the key.
        :param map_indexes: of a mapped task, which instances; by default all, as a list.
        :param default: what is answered when there is nothing.
        """
        if dag_id not in (None, self.dag_id) or run_id not in (None, self.run_id) or include_prior_dates:
            raise NotSupportedError("xcom_pull() from another DAG or run")
        if task_ids is None:
            found = [self._value(task_id, key, map_indexes, None) for task_id in self._xcoms]
            values = [value for value in found if value is not None]
            return values[-1] if values else default
        if isinstance(task_ids, str):
            return self._value(task_ids, key, map_indexes, default)
        return [self._value(task_id, key, map_indexes, default) for task_id in task_ids]

    def xcom_push(self, key: str, value: Any) -> None:
        """Hands a value on under a key."""
        try:
            self.pushed[key] = json.loads(json.dumps(result_to_json(value)))
        except NotJson as error:
            raise AirflowException(f"The XCom {key!r} holds {error}, which JSON cannot carry: hand on plain values") from None

    def _value(self, task_id: str, key: str, map_indexes: Any, default: Any) -> Any:
        instances = self._xcoms.get(task_id)
        if instances is None:
            if not self._is_complete:
                print(f"orrery: xcom_pull({task_id!r}) finds nothing: a process is handed the XComs of tasks upstream of it only, the 256 nearest")
            return default
        if map_indexes is None and set(instances) <= {"-1"}:
            return instances.get("-1", {}).get(key, default)
        if isinstance(map_indexes, int):
            return instances.get(str(map_indexes), {}).get(key, default)
        wanted = sorted(instances, key=int) if map_indexes is None else [str(index) for index in map_indexes]
        return [instances[index][key] for index in wanted if key in instances.get(index, {})]

    @property
    def key(self) -> str:
        """The whole name of the try."""
        return f"{self.dag_id}__{self.task_id}__{self.run_id}__{self.try_number}"


class DagRun:
    """The run.

    :param call: what the cluster said of it.
    """

    def __init__(self, call: Mapping[str, Any]) -> None:
        self.dag_id: str = call["dag_id"]
        self.run_id: str = call["run_id"]
        self.run_type: Optional[str] = call.get("run_type")
        self.conf: Dict[str, Any] = dict(call.get("conf") or {})
        self.logical_date = moment(call.get("logical_date"))
        self.data_interval_start = moment(call.get("data_interval_start"))
        self.data_interval_end = moment(call.get("data_interval_end"))
        self.run_after = moment(call.get("run_after"))
        self.start_date = moment(call.get("run_start_date"))

    @property
    def external_trigger(self) -> bool:
        """Whether it was not the schedule that made it."""
        return self.run_type != "scheduled"


class _Variables:
    """``var`` of the context."""

    def __init__(self, is_json: bool) -> None:
        self._is_json = is_json

    def get(self, key: str, default: Any = None) -> Any:
        """A variable."""
        return Variable.get(key, default=default, deserialize_json=self._is_json)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        return Variable.get(key, deserialize_json=self._is_json)


class _Accessor:
    value = _Variables(is_json=False)
    json = _Variables(is_json=True)


class _Connections:
    """``conn`` of the context."""

    def get(self, conn_id: str, default_conn: Any = None) -> Any:
        """A connection."""
        try:
            return Connection.get(conn_id)
        except AirflowNotFoundException:
            return default_conn

    def __getattr__(self, conn_id: str) -> Any:
        if conn_id.startswith("__"):
            raise AttributeError(conn_id)
        return Connection.get(conn_id)


class _OutletEvents(Dict[Any, Any]):
    """``outlet_events``: what a task says of the assets it wrote, as ``outlet_events[asset].extra = {…}``."""

    def __missing__(self, asset: Any) -> "_OutletEvent":
        key = asset.uri if isinstance(asset, Asset) else getattr(asset, "name", str(asset))
        if key not in self:
            dict.__setitem__(self, key, _OutletEvent())
        return dict.__getitem__(self, key)

    def document(self) -> Dict[str, Any]:
        """What ``$ORRERY_OUTLETS`` is to hold."""
        return {key: event.extra for key, event in self.items() if event.extra}


class _OutletEvent:
    def __init__(self) -> None:
        self.extra: Dict[str, Any] = {}


def build_context(call: Mapping[str, Any], dag: Any, task: Any) -> Context:
    """The context of a try.

    :param call: what the cluster said of it.
    :param dag: its DAG, as the file defines it.
    :param task: its operator.
    """
    ti, run = TaskInstance(call), DagRun(call)
    context: Context = {
        "dag": dag,
        "task": task,
        "ti": ti,
        "task_instance": ti,
        "task_instance_key_str": ti.key,
        "dag_run": run,
        "run_id": run.run_id,
        "params": dict(call.get("params") or {}),
        "try_number": ti.try_number,
        "macros": macros,
        "var": _Accessor,
        "conn": _Connections(),
        "inlets": _assets(call.get("inlets") or []),
        "outlets": _assets(call.get("outlets") or []),
        "outlet_events": _OutletEvents(),
        "triggering_asset_events": call.get("triggering_asset_events") or {},
        "test_mode": False,
    }
    logical = run.logical_date
    if logical is not None:
        ts = logical.isoformat()
        context.update(
            logical_date=logical,
            ds=logical.strftime("%Y-%m-%d"),
            ds_nodash=logical.strftime("%Y%m%d"),
            ts=ts,
            ts_nodash=logical.strftime("%Y%m%dT%H%M%S"),
            ts_nodash_with_tz=ts.replace("-", "").replace(":", ""),
        )
    if run.data_interval_start is not None:
        context.update(data_interval_start=run.data_interval_start, data_interval_end=run.data_interval_end)
    if call.get("callback") is not None:
        context["callback"] = call["callback"]
        context["reason"] = call["callback"].get("reason")
    event = os.environ.get("ORRERY_EVENT")
    if event:
        with open(event, encoding="utf-8") as file:
            context["event"] = json.load(file)
    return context


def _assets(uris: Iterable[str]) -> List[Asset]:
    return [Asset(uri=uri) for uri in uris]
