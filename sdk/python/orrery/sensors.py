"""Sensors: they look at something now and then until it is there."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Dict, Mapping, Optional, Sequence

from ._values import instant, seconds
from .exceptions import NotSupportedError
from .operator import BaseOperator
from .operators import state_names
from .template import code_document, text

__all__ = [
    "BaseSensorOperator", "BashSensor", "DateTimeSensor", "ExternalTaskSensor", "FileSensor", "HttpSensor", "PokeReturnValue", "SqlSensor",
    "TimeDeltaSensor", "TimeSensor",
]

POLICY = ("poke_interval", "timeout", "mode", "exponential_backoff", "max_wait", "soft_fail", "never_fail", "silent_fail", "deferrable")


class PokeReturnValue:
    """What a look gave: whether it is there, and what becomes the sensor's XCom.

    :param is_done: whether it is.
    :param xcom_value: the XCom.
    """

    def __init__(self, is_done: bool, xcom_value: Any = None) -> None:
        self.is_done = is_done
        self.xcom_value = xcom_value

    def __bool__(self) -> bool:
        return self.is_done


def policy_document(options: Mapping[str, Any]) -> Dict[str, Any]:
    """How a sensor looks, as the field ``sensor`` of a DAG file says it."""
    document: Dict[str, Any] = {}
    for name, value in options.items():
        if value is None or value is False or (name, value) == ("mode", "poke"):
            continue
        document[name] = seconds(value, name) if name in ("poke_interval", "timeout", "max_wait") else value
    if document.get("mode") == "reschedule" and document.get("deferrable"):
        del document["mode"]
    return document


class BaseSensorOperator(BaseOperator):
    """A sensor. A class that derives from it and has a ``poke(context)`` is a sensor of its own: each look is a process.

    :param poke_interval: time between two looks; default 60 s.
    :param timeout: how long it looks; default 7 days.
    :param mode: ``poke``, or ``reschedule``: between two looks it holds no place among the running tasks.
    :param soft_fail: whether it is skipped, not failed, when its time is up.
    """

    condition_key: ClassVar[str] = "code"

    def __init__(
        self,
        *,
        poke_interval: Any = None,
        timeout: Any = None,
        mode: str = "poke",
        soft_fail: bool = False,
        exponential_backoff: bool = False,
        max_wait: Any = None,
        silent_fail: bool = False,
        never_fail: bool = False,
        deferrable: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.policy = policy_document(
            {
                "poke_interval": poke_interval, "timeout": timeout, "mode": mode, "soft_fail": soft_fail, "exponential_backoff": exponential_backoff,
                "max_wait": max_wait, "silent_fail": silent_fail, "never_fail": never_fail, "deferrable": deferrable,
            }
        )

    def poke(self, context: Dict[str, Any]) -> Any:
        """One look: whether it is there."""
        raise NotSupportedError(f"the sensor {type(self).__name__}, which has no poke()")

    def execute(self, context: Dict[str, Any]) -> Any:
        return self.poke(context)

    def condition_document(self) -> Any:
        """What it waits for."""
        fields = {name: getattr(self, name) for name in self.template_fields if hasattr(self, name)}
        return code_document([], fields, passes_xcoms=True)

    def action_document(self) -> Dict[str, Any]:
        return {"sensor": {self.condition_key: self.condition_document(), **self.policy}}


class FileSensor(BaseSensorOperator):
    """Waits for a file, or for a folder with a file in it.

    :param filepath: path or pattern, a template; relative ones count from the root of the bundle.
    """

    template_fields = ("filepath",)
    condition_key = "file"

    def __init__(self, *, filepath: str, fs_conn_id: Optional[str] = None, recursive: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if fs_conn_id not in (None, "fs_default"):
            raise NotSupportedError(f"fs_conn_id of task {self.task_id}", "give the whole path")
        self.filepath = filepath

    def condition_document(self) -> Any:
        return text(self.filepath, f"filepath of task {self.task_id}")


class BashSensor(BaseSensorOperator):
    """Runs a script until it ends with exit code 0.

    :param bash_command: the script, a template.
    :param retry_exit_code: only this exit code means "not yet".
    """

    template_fields = ("bash_command", "env")
    condition_key = "bash"

    def __init__(self, *, bash_command: str, env: Optional[Mapping[str, str]] = None, retry_exit_code: Optional[int] = None, output_encoding: str = "utf-8", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bash_command = bash_command
        self.env = env
        if retry_exit_code is not None:
            self.policy["retry_exit_code"] = retry_exit_code

    def condition_document(self) -> Any:
        return text(self.bash_command, f"bash_command of task {self.task_id}")

    def action_document(self) -> Dict[str, Any]:
        document = super().action_document()
        if self.env:
            document["env"] = {name: text(value, f"env.{name} of task {self.task_id}") for name, value in self.env.items()}
        return document


class HttpSensor(BaseSensorOperator):
    """Waits for the right answer of an address.

    :param url: the address, a template.
    :param status: codes that are right; default 200 to 299.
    :param contains: text that the answer must hold.
    """

    template_fields = ("url",)
    condition_key = "http"

    def __init__(
        self,
        *,
        url: str,
        method: str = "GET",
        headers: Optional[Mapping[str, str]] = None,
        body: Optional[str] = None,
        status: Optional[Sequence[int]] = None,
        contains: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.url = url
        self._options = {"method": method if method != "GET" else None, "headers": dict(headers) if headers else None, "body": body,
                         "status": list(status) if status else None, "contains": contains}

    def condition_document(self) -> Any:
        return {"url": text(self.url, f"url of task {self.task_id}"), **{name: value for name, value in self._options.items() if value is not None}}


class SqlSensor(BaseSensorOperator):
    """Waits until the first value of a query's first row is true.

    :param sql: the query, a template.
    :param sqlite: path of a file of SQLite.
    :param postgres: connection string of PostgreSQL; exactly one of the two.
    """

    template_fields = ("sql",)
    condition_key = "sql"

    def __init__(self, *, sql: str, sqlite: Optional[str] = None, postgres: Optional[str] = None, conn_id: Optional[str] = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if conn_id is not None:
            raise NotSupportedError(f"conn_id of task {self.task_id}", "give sqlite= or postgres=")
        self.sql = sql
        self._database = {"sqlite": sqlite} if sqlite is not None else {"postgres": postgres}

    def condition_document(self) -> Any:
        return {**self._database, "query": text(self.sql, f"sql of task {self.task_id}")}


class ExternalTaskSensor(BaseSensorOperator):
    """Waits for a run of another DAG, or for a task in it.

    :param external_dag_id: the DAG.
    :param external_task_id: a task of it; by default the run is waited for.
    :param execution_delta: how much earlier the logical date of that run is.
    """

    template_fields = ("external_dag_id", "external_task_id")
    condition_key = "dag"

    def __init__(
        self,
        *,
        external_dag_id: str,
        external_task_id: Optional[str] = None,
        external_task_ids: Optional[Sequence[str]] = None,
        external_task_group_id: Optional[str] = None,
        allowed_states: Optional[Sequence[Any]] = None,
        skipped_states: Optional[Sequence[Any]] = None,
        failed_states: Optional[Sequence[Any]] = None,
        execution_delta: Optional[datetime.timedelta] = None,
        execution_date_fn: Any = None,
        check_existence: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if external_task_ids and len(external_task_ids) > 1 or external_task_group_id:
            raise NotSupportedError(f"several external tasks of task {self.task_id}", "make a sensor for each")
        if execution_date_fn is not None:
            raise NotSupportedError(f"execution_date_fn of task {self.task_id}", "use execution_delta")
        self.external_dag_id = external_dag_id
        self.external_task_id = external_task_id or (external_task_ids[0] if external_task_ids else None)
        self._states = {"allowed_states": allowed_states, "skipped_states": skipped_states, "failed_states": failed_states}
        self._delta = seconds(execution_delta, "execution_delta")

    def condition_document(self) -> Any:
        document: Dict[str, Any] = {"dag_id": self.external_dag_id}
        if self.external_task_id:
            document["task_id"] = self.external_task_id
        if self._delta:
            document["logical_date"] = f"{{{{ logical_date - macros.timedelta(seconds={self._delta}) }}}}"
        document.update({name: state_names(value) for name, value in self._states.items() if value})
        return document


class _Wait(BaseSensorOperator):
    """Waits for a time; nothing looks."""

    def moment_document(self) -> Any:
        """The moment."""
        raise NotImplementedError

    def action_document(self) -> Dict[str, Any]:
        return {"wait": self.moment_document()}


class DateTimeSensor(_Wait):
    """Waits for a moment.

    :param target_time: the moment; a text is a template.
    """

    template_fields = ("target_time",)

    def __init__(self, *, target_time: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_time = target_time

    def moment_document(self) -> Any:
        return {"until": instant(self.target_time, f"target_time of task {self.task_id}")}


class TimeSensor(_Wait):
    """Waits for a time of the day on which it starts.

    :param target_time: the time.
    """

    def __init__(self, *, target_time: datetime.time, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_time = target_time

    def moment_document(self) -> Any:
        return {"time_of_day": self.target_time.strftime("%H:%M:%S")}


class TimeDeltaSensor(_Wait):
    """Waits for a time after the end of the run's data interval; of a run without one, after it was due.

    :param delta: the time.
    """

    def __init__(self, *, delta: datetime.timedelta, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.delta = delta

    def moment_document(self) -> Any:
        return {"until": "{{ (data_interval_end if data_interval_end is defined else dag_run.run_after) + macros.timedelta(seconds=%s) }}" % seconds(self.delta, "delta")}
