"""DAGs."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Callable, ClassVar, Dict, Iterable, List, Mapping, Optional

from . import _loading
from ._values import instant, seconds, zone_of
from .exceptions import AirflowException, NotSupportedError
from .names import UNSUPPORTED_OF_TASKS
from .param import Param, params_document
from .timetables import schedule_document

if TYPE_CHECKING:
    from .operator import BaseOperator
    from .task_group import TaskGroup

__all__ = ["DAG", "dag"]

_NOT_GIVEN = object()
_REFUSED = ("access_control", "user_defined_macros", "user_defined_filters", "sla_miss_callback", "deadline", "jinja_environment_kwargs")
_IGNORED = (
    "doc_md", "owner_links", "dag_display_name", "default_view", "orientation", "auto_register", "template_undefined", "full_filepath",
    "disable_bundle_versioning", "rerun_with_latest_version",
)
_SYNONYMS = {"schedule_interval": "schedule", "timetable": "schedule", "concurrency": "max_active_tasks", "fail_stop": "fail_fast"}


# A DAG file may hold 250,000 values, and a task is two of them at least. Said here, it is said before all of them are made.
_MOST_TASKS = 125_000


class DAG:
    """A workflow: tasks and what they depend on. The arguments have Airflow's names; see the reference of DAG files for each.

    :param dag_id: its id, unique in the installation.
    :param schedule: when runs are created by themselves: a cron expression, a preset, a ``timedelta``, a timetable, assets, or None.
    :param default_args: arguments for all tasks that take them.
    :param template_searchpath: folders in which scripts named by tasks are looked for, beside that of the file.
    :param render_template_as_native_obj: whether templates in arguments yield values rather than texts.
    """

    _stack: ClassVar[List["DAG"]] = []

    def __init__(
        self,
        dag_id: str,
        description: Optional[str] = None,
        schedule: Any = _NOT_GIVEN,
        start_date: Any = None,
        end_date: Any = None,
        template_searchpath: Any = None,
        default_args: Optional[Mapping[str, Any]] = None,
        params: Optional[Mapping[str, Any]] = None,
        max_active_tasks: Optional[int] = None,
        max_active_runs: Optional[int] = None,
        max_consecutive_failed_dag_runs: Optional[int] = None,
        dagrun_timeout: Any = None,
        catchup: bool = False,
        on_success_callback: Any = None,
        on_failure_callback: Any = None,
        is_paused_upon_creation: Optional[bool] = None,
        tags: Optional[Iterable[str]] = None,
        fail_fast: bool = False,
        allowed_run_types: Optional[Iterable[str]] = None,
        render_template_as_native_obj: bool = False,
        timezone: Any = None,
        owner: Optional[str] = None,
        env: Optional[Mapping[str, str]] = None,
        **kwargs: Any,
    ) -> None:
        given = {_SYNONYMS.get(name, name): value for name, value in kwargs.items()}
        for name, value in given.items():
            if name in _REFUSED and value:
                raise NotSupportedError(f"{name} of DAG {dag_id}")
            if name not in (*_REFUSED, *_IGNORED, *_SYNONYMS.values()):
                raise TypeError(f"DAG {dag_id} is given {name}={value!r}, which no DAG takes")
        refuse_defaults(default_args or {}, f"DAG {dag_id}")
        self.dag_id = dag_id
        self.description = description
        self.default_args: Dict[str, Any] = dict(default_args or {})
        self.params = dict(params or {})
        self.params.update(self.default_args.pop("params", None) or {})
        self.line = _loading.line_of_caller()
        self.render_template_as_native_obj = render_template_as_native_obj
        self.template_searchpath = [template_searchpath] if isinstance(template_searchpath, str) else list(template_searchpath or [])
        self.on_success_callback = on_success_callback
        self.on_failure_callback = on_failure_callback
        self.start_date = start_date if start_date is not None else self.default_args.get("start_date")
        self.end_date = end_date if end_date is not None else self.default_args.get("end_date")
        self.schedule = given.get("schedule") if schedule is _NOT_GIVEN else schedule
        document, zone = schedule_document(self.schedule)
        self.timezone = (timezone if isinstance(timezone, str) else zone_of(timezone)) or zone or zone_of(self.start_date)
        self._fields: Dict[str, Any] = {
            "description": description,
            "schedule": document,
            "timezone": self.timezone,
            "start_date": instant(self.start_date, "start_date"),
            "end_date": instant(self.end_date, "end_date"),
            "catchup": catchup or None,
            "max_active_runs": max_active_runs,
            "max_active_tasks": max_active_tasks if max_active_tasks is not None else given.get("max_active_tasks"),
            "max_consecutive_failed_dag_runs": max_consecutive_failed_dag_runs,
            "dagrun_timeout": seconds(dagrun_timeout, "dagrun_timeout"),
            "fail_fast": fail_fast or given.get("fail_fast") or None,
            "is_paused_upon_creation": is_paused_upon_creation,
            "tags": sorted(set(tags)) if tags else None,
            "allowed_run_types": sorted(str(getattr(t, "value", t)) for t in allowed_run_types) if allowed_run_types else None,
            "owner": owner or self.default_args.get("owner"),
            "env": dict(env) if env else None,
        }
        self._tasks: Dict[str, "BaseOperator"] = {}
        self._groups: Dict[str, "TaskGroup"] = {}
        loading = _loading.current()
        if loading is not None and _loading.is_defined_by_file():
            loading.dags.append(self)

    @classmethod
    def current(cls) -> Optional["DAG"]:
        """The DAG whose ``with`` is being executed; None outside of any."""
        return cls._stack[-1] if cls._stack else None

    @property
    def tasks(self) -> List["BaseOperator"]:
        """Its tasks, in the order in which they were made."""
        return list(self._tasks.values())

    @property
    def task_dict(self) -> Dict[str, "BaseOperator"]:
        """Its tasks by their ids."""
        return dict(self._tasks)

    @property
    def task_ids(self) -> List[str]:
        """The ids of its tasks."""
        return list(self._tasks)

    @property
    def roots(self) -> List["BaseOperator"]:
        """Its tasks without upstream tasks."""
        return [task for task in self.tasks if not task.upstream_task_ids]

    @property
    def leaves(self) -> List["BaseOperator"]:
        """Its tasks without downstream tasks."""
        return [task for task in self.tasks if not task.downstream_task_ids]

    def get_task(self, task_id: str) -> "BaseOperator":
        """A task by its id.

        :raises AirflowException: there is none.
        """
        if task_id not in self._tasks:
            raise AirflowException(f"DAG {self.dag_id} has no task {task_id}")
        return self._tasks[task_id]

    def has_task(self, task_id: str) -> bool:
        """Whether it has a task of that id."""
        return task_id in self._tasks

    def add_task(self, operator: "BaseOperator", task_id: str) -> str:
        """Takes a task in; what answers is its id.

        :raises AirflowException: the id is taken, or there are more tasks than a DAG can have.
        """
        if task_id in self._tasks:
            raise AirflowException(f"DAG {self.dag_id} has two tasks with the id {task_id}: give each its own")
        if len(self._tasks) >= _MOST_TASKS:
            raise AirflowException(f"DAG {self.dag_id} has more than {_MOST_TASKS:,} tasks: map a task over a list with expand(), or make several DAGs of it")
        self._tasks[task_id] = operator
        return task_id

    def free_task_id(self, task_id: str) -> str:
        """An id that no task has: this one, or with a number after it."""
        if task_id not in self._tasks:
            return task_id
        number = 1
        while f"{task_id}__{number}" in self._tasks:
            number += 1
        return f"{task_id}__{number}"

    def add_group(self, group: "TaskGroup", group_id: str, add_suffix: bool) -> str:
        """Takes a group in; what answers is its id."""
        free, number = group_id, 0
        while add_suffix and free in self._groups:
            number += 1
            free = f"{group_id}__{number}"
        if free in self._groups or free in self._tasks:
            raise AirflowException(f"DAG {self.dag_id} has two groups or tasks with the id {free}: give each its own")
        self._groups[free] = group
        return free

    def to_document(self) -> Dict[str, Any]:
        """The DAG as a DAG file has it."""
        document: Dict[str, Any] = {"format": 1, "dag_id": self.dag_id}
        document.update({name: value for name, value in self._fields.items() if value is not None})
        if self.params:
            document["params"] = params_document(self.params)
        for name in ("on_failure", "on_success"):
            if getattr(self, f"{name}_callback") is not None:
                document[name] = {"code": True}
        if self._groups:
            document["task_groups"] = [group.to_document() for group in self._groups.values()]
        document["tasks"] = [task.to_document() for task in self.tasks]
        return document

    def lines(self) -> Dict[str, Any]:
        """Where the file defines it and its tasks, for error messages."""
        return {"dag": self.line or 1, "tasks": {task.task_id: task.line for task in self.tasks if task.line}}

    def test(self, *args: Any, **kwargs: Any) -> None:
        """Not here: ``orrery run FILE`` runs a DAG file to its end."""
        raise NotSupportedError("DAG.test()", "use 'orrery run FILE'")

    def cli(self) -> None:
        """Not here."""
        raise NotSupportedError("DAG.cli()", "use the command orrery")

    def __enter__(self) -> "DAG":
        DAG._stack.append(self)
        return self

    def __exit__(self, *args: Any) -> None:
        DAG._stack.pop()

    def __repr__(self) -> str:
        return f"<DAG: {self.dag_id}>"


def dag(dag_id: Any = None, **kwargs: Any) -> Any:
    """Makes a function that makes tasks a factory of DAGs: each call makes one. Arguments of the function are parameters of runs.

    :param dag_id: id of the DAG; by default the function's name.
    :param kwargs: further arguments of :class:`DAG`.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., DAG]:
        @functools.wraps(function)
        def make(*args: Any, **arguments: Any) -> DAG:
            signature = inspect.signature(function)
            bound = signature.bind_partial(*args, **arguments)
            bound.apply_defaults()
            options = {"description": inspect.cleandoc(function.__doc__).split("\n\n")[0] if function.__doc__ else None, **kwargs}
            with DAG(dag_id if isinstance(dag_id, str) else function.__name__, **options) as made:
                values = {}
                for name in signature.parameters:
                    value = bound.arguments.get(name, Param())
                    made.params.setdefault(name, value)
                    values[name] = _ParamValue(name)
                function(**values)
            return made

        return make

    return decorate(dag_id) if callable(dag_id) else decorate


def refuse_defaults(default_args: Mapping[str, Any], of: str) -> None:
    """Says which of the ``default_args`` tasks would ignore.

    :raises NotSupportedError: there is one.
    """
    for name in UNSUPPORTED_OF_TASKS:
        if default_args.get(name):
            raise NotSupportedError(f"{name} in default_args of {of}")


class _ParamValue(str):
    """A parameter in the body of a ``@dag`` function: a template, since its value is known only when the DAG runs."""

    def __new__(cls, name: str) -> "_ParamValue":
        return super().__new__(cls, f"{{{{ params.{name} }}}}")
