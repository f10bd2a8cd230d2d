"""Tasks: what all operators have in common."""

from __future__ import annotations

import copy
import functools
import inspect
from typing import TYPE_CHECKING, Any, ClassVar, Dict, List, Optional, Sequence, Set, Tuple

from . import _loading
from ._values import seconds
from .asset import mentions
from .edges import DependencyMixin
from .exceptions import AirflowException, NotSupportedError
from .mapping import OperatorPartial
from .names import UNSUPPORTED_OF_TASKS
from .template import code_document
from .xcom_arg import XComArg, find_operators

if TYPE_CHECKING:
    from .dag import DAG
    from .task_group import TaskGroup

__all__ = ["BaseOperator"]

_IGNORED = (
    "owner", "email", "email_on_retry", "doc", "doc_md", "doc_json", "doc_yaml", "doc_rst", "task_display_name", "task_concurrency_doc",
    "allow_nested_operators", "start_from_trigger", "render_template_as_native_obj", "provide_context", "end_date",
)


class _OperatorMeta(type):
    """Fills in arguments from ``default_args``, whichever of the classes of an operator takes them."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        from .dag import DAG
        from .task_group import current_group

        dag = kwargs.get("dag") or getattr(kwargs.get("task_group"), "dag", None) or DAG.current()
        group = kwargs.get("task_group") or (current_group(dag) if dag is not None else None)
        defaults = {**(dag.default_args if dag is not None else {}), **(group.default_args if group else {}), **(kwargs.get("default_args") or {})}
        given = dict(kwargs)
        for name in _parameters(cls):
            if name in defaults and name not in kwargs and name != "default_args":
                kwargs[name] = defaults[name]
        kwargs.pop("default_args", None)
        if dag is not None:
            kwargs["dag"] = dag
        if group is not None:
            kwargs["task_group"] = group
        instance = super().__call__(*args, **kwargs)
        instance._finish(given)
        return instance


@functools.lru_cache(maxsize=None)
def _parameters(cls: type) -> Set[str]:
    found: Set[str] = set()
    for base in cls.__mro__:
        if "__init__" in base.__dict__ and base is not object:
            parameters = inspect.signature(base.__init__).parameters  # type: ignore[misc]
            found |= {n for n, p in parameters.items() if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) and n != "self"}
    return found


class BaseOperator(DependencyMixin, metaclass=_OperatorMeta):
    """A task. A class that derives from it and has an ``execute(context)`` is an operator of its own: it runs in the task's process.

    The arguments have Airflow's names and meaning; see the reference of DAG files for each.
    """

    template_fields: ClassVar[Sequence[str]] = ()
    template_ext: ClassVar[Sequence[str]] = ()
    ui_color: ClassVar[str] = ""

    def __init__(
        self,
        task_id: str,
        *,
        dag: Optional["DAG"] = None,
        task_group: Optional["TaskGroup"] = None,
        default_args: Optional[Dict[str, Any]] = None,
        retries: Optional[int] = None,
        retry_delay: Any = None,
        retry_exponential_backoff: Any = None,
        max_retry_delay: Any = None,
        execution_timeout: Any = None,
        trigger_rule: Optional[str] = None,
        depends_on_past: Optional[bool] = None,
        wait_for_downstream: Optional[bool] = None,
        ignore_first_depends_on_past: Optional[bool] = None,
        wait_for_past_depends_before_skipping: Optional[bool] = None,
        priority_weight: Optional[int] = None,
        weight_rule: Optional[str] = None,
        queue: Optional[str] = None,
        pool: Optional[str] = None,
        pool_slots: Optional[int] = None,
        max_active_tis_per_dag: Optional[int] = None,
        max_active_tis_per_dagrun: Optional[int] = None,
        map_index_template: Optional[str] = None,
        inlets: Any = None,
        outlets: Any = None,
        on_failure_callback: Any = None,
        on_success_callback: Any = None,
        email_on_failure: Any = None,
        start_date: Any = None,
        params: Optional[Dict[str, Any]] = None,
        do_xcom_push: bool = True,
        multiple_outputs: bool = False,
        pre_execute: Any = None,
        post_execute: Any = None,
        **kwargs: Any,
    ) -> None:
        if dag is None:
            raise AirflowException(f"Task {task_id} is in no DAG: make it inside 'with DAG(…)', or give it dag=")
        _refuse(task_id, kwargs)
        self.dag = dag
        self.task_group = task_group
        self.line = _loading.line_of_caller()
        self.do_xcom_push = do_xcom_push
        self.multiple_outputs = multiple_outputs
        self.pre_execute_hook = pre_execute
        self.post_execute_hook = post_execute
        self.on_failure_callback = on_failure_callback
        self.on_success_callback = on_success_callback
        self.is_setup = False
        self.is_teardown = False
        self.on_failure_fail_dagrun = False
        self.upstream_task_ids: Set[str] = set()
        self.downstream_task_ids: Set[str] = set()
        self._scope: Optional[Tuple[List["BaseOperator"], int]] = None
        self._sources: Dict[str, Any] = {}
        self._expand: Dict[str, Any] = {}
        self._init_kwargs: Dict[str, Any] = {}
        if email_on_failure and kwargs.get("email"):
            _loading_warn(f"task {task_id}: Orrery sends no mail; use on_failure_callback")
        if params:
            raise NotSupportedError(f"params of a single task ({task_id})", "give them to the DAG")
        self._fields: Dict[str, Any] = {
            "retries": retries,
            "retry_delay": seconds(retry_delay, "retry_delay"),
            "retry_exponential_backoff": retry_exponential_backoff,
            "max_retry_delay": seconds(max_retry_delay, "max_retry_delay"),
            "execution_timeout": seconds(execution_timeout, "execution_timeout"),
            "trigger_rule": None if trigger_rule is None else str(getattr(trigger_rule, "value", trigger_rule)),
            "depends_on_past": depends_on_past,
            "wait_for_downstream": wait_for_downstream,
            "ignore_first_depends_on_past": ignore_first_depends_on_past,
            "wait_for_past_depends_before_skipping": wait_for_past_depends_before_skipping,
            "priority_weight": priority_weight,
            "weight_rule": None if weight_rule is None else str(getattr(weight_rule, "value", weight_rule)),
            "queue": None if queue == "default" else queue,
            "pool": pool,
            "pool_slots": pool_slots,
            "max_active_tis_per_dag": max_active_tis_per_dag,
            "max_active_tis_per_dagrun": max_active_tis_per_dagrun,
            "map_index_template": map_index_template,
            "inlets": mentions(inlets, f"inlets of {task_id}") if inlets else None,
            "outlets": mentions(outlets, f"outlets of {task_id}") if outlets else None,
        }
        self.task_id = dag.add_task(self, task_group.child_id(task_id) if task_group is not None else task_id)
        if task_group is not None:
            task_group.children.append(self)

    # What an operator does.

    def execute(self, context: Dict[str, Any]) -> Any:
        """Does the work; what it returns is the task's XCom."""
        raise NotSupportedError(f"the operator {type(self).__name__}, which has no execute()")

    def action_document(self) -> Dict[str, Any]:
        """What the task does, as a DAG file says it. An operator of one's own is code that is given its template fields."""
        fields = {name: getattr(self, name) for name in self.template_fields if hasattr(self, name)}
        return {"code": code_document([], fields, passes_xcoms=True)}

    def references(self) -> Set["BaseOperator"]:
        """The tasks whose values it is given."""
        return find_operators([getattr(self, name, None) for name in self.template_fields])

    # Names that operators and their users know from Airflow.

    @property
    def output(self) -> XComArg:
        """What the task will have returned."""
        return XComArg(self)

    @property
    def retries(self) -> int:
        """How often a failed task is started again."""
        return self._fields["retries"] or 0

    @property
    def trigger_rule(self) -> str:
        """When the task may start."""
        return self._fields["trigger_rule"] or "all_success"

    @property
    def log(self) -> Any:
        """A logger."""
        import logging

        return logging.getLogger(f"airflow.task.operators.{type(self).__name__}")

    @property
    def upstream_list(self) -> List["BaseOperator"]:
        """The tasks it depends on."""
        return [self.dag.get_task(task_id) for task_id in sorted(self.upstream_task_ids)]

    @property
    def downstream_list(self) -> List["BaseOperator"]:
        """The tasks that depend on it."""
        return [self.dag.get_task(task_id) for task_id in sorted(self.downstream_task_ids)]

    @property
    def roots(self) -> List["BaseOperator"]:
        return [self]

    @property
    def leaves(self) -> List["BaseOperator"]:
        return [self]

    @property
    def is_mapped(self) -> bool:
        """Whether it has an instance for each of several items."""
        return bool(self._expand)

    @classmethod
    def partial(cls, *, task_id: str, **kwargs: Any) -> OperatorPartial:
        """Arguments that all instances of a mapped task share; ``expand`` says what it goes through."""
        return OperatorPartial(cls, {"task_id": task_id, **kwargs})

    def as_setup(self) -> "BaseOperator":
        """Makes it a setup: it prepares something for the tasks downstream."""
        self.is_setup = True
        return self

    def as_teardown(self, *, setups: Any = None, on_failure_fail_dagrun: bool = False) -> "BaseOperator":
        """Makes it a teardown: it cleans up once the tasks between its setups and itself are over."""
        self.is_teardown = True
        self.on_failure_fail_dagrun = on_failure_fail_dagrun
        for setup in setups if isinstance(setups, (list, tuple)) else [setups] if setups is not None else []:
            operator = setup.operator if isinstance(setup, XComArg) else setup
            operator.as_setup().set_downstream(self)
        return self

    def __enter__(self) -> "BaseOperator":
        if not (self.is_setup or self.is_teardown):
            raise AirflowException(f"Task {self.task_id} is neither setup nor teardown: only these can be used with 'with'")
        self._scope = ([t for t in self.upstream_list if t.is_setup] if self.is_teardown else [self], len(self.dag.tasks))
        return self

    def __exit__(self, *args: Any) -> None:
        setups, first = self._scope or ([], 0)
        inside = self.dag.tasks[first:]
        ids = {task.task_id for task in inside}
        for task in inside:
            if not task.upstream_task_ids & ids:
                for setup in setups:
                    setup.connect_to(task)
            if self.is_teardown and not task.downstream_task_ids & ids:
                task.connect_to(self)

    def connect_to(self, other: "BaseOperator") -> None:
        """Makes another task depend on this one."""
        if other is not self and other.dag is not self.dag:
            raise AirflowException(f"Tasks of two DAGs depend on each other: {self.dag.dag_id}.{self.task_id} and {other.dag.dag_id}.{other.task_id}")
        self.downstream_task_ids.add(other.task_id)
        other.upstream_task_ids.add(self.task_id)

    def set_mapped(self, sources: Dict[str, Any], document: Dict[str, Any]) -> None:
        """Gives it an instance for each of several items."""
        self._sources, self._expand = sources, document
        for operator in find_operators(list(sources.values())):
            operator.connect_to(self)

    def expanded_arguments(self, expanded: Dict[str, Any]) -> Dict[str, Any]:
        """What an instance got, as arguments."""
        from .mapping import resolve_expanded

        if "" in self._sources:
            return dict(resolve_expanded(self._sources[""], expanded))
        return {name: resolve_expanded(self._sources[name], value) for name, value in expanded.items() if name in self._sources}

    def instance_of(self, expanded: Dict[str, Any]) -> "BaseOperator":
        """The operator of one instance, with what that got."""
        instance = copy.copy(self)
        kwargs = {**self._init_kwargs, **self.expanded_arguments(expanded)}
        kwargs.pop("task_group", None)
        kwargs.update(dag=Scratch(self.dag), task_id=self.task_id)
        kwargs.pop("default_args", None)
        type(self).__init__(instance, **kwargs)
        return instance

    def render_template_fields(self, rendered: Dict[str, Any]) -> None:
        """Puts values in place of its template fields."""
        from .template import merge

        for name, value in rendered.items():
            setattr(self, name, merge(getattr(self, name, None), value))

    # Its form in a document.

    def to_document(self) -> Dict[str, Any]:
        """The task as a DAG file has it."""
        document: Dict[str, Any] = {"task_id": self.task_id, **self.action_document()}
        document.update({name: value for name, value in self._fields.items() if value is not None})
        document.update(self._expand)
        if self.task_group is not None:
            document["group"] = self.task_group.group_id
        if self.upstream_task_ids:
            document["depends_on"] = sorted(self.upstream_task_ids)
        if self.is_setup:
            document["setup"] = True
        if self.is_teardown:
            document["teardown"] = True
            if self.on_failure_fail_dagrun:
                document["on_failure_fail_dagrun"] = True
        for name in ("on_failure", "on_success"):
            if getattr(self, f"{name}_callback") is not None:
                document[name] = {"code": True}
        return document

    def _finish(self, given: Dict[str, Any]) -> None:
        if not self._init_kwargs:
            self._init_kwargs = given
            for operator in self.references():
                operator.connect_to(self)

    def __repr__(self) -> str:
        return f"<Task({type(self).__name__}): {self.task_id}>"


class Scratch:
    """Takes the place of a DAG while an instance of a mapped task is made, so that the DAG does not get a second task."""

    def __init__(self, dag: "DAG") -> None:
        self._dag = dag

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dag, name)

    def add_task(self, operator: Any, task_id: str) -> str:
        return task_id


def _loading_warn(message: str) -> None:
    loading = _loading.current()
    if loading is not None:
        loading.warn(message)


def _refuse(task_id: str, kwargs: Dict[str, Any]) -> None:
    for name, value in kwargs.items():
        if name in _IGNORED:
            continue
        if name in UNSUPPORTED_OF_TASKS:
            if value:
                raise NotSupportedError(f"{name} of task {task_id}", "use on_failure_callback or on_success_callback" if name.endswith("_callback") else "")
            continue
        raise TypeError(f"Task {task_id} is given {name}={value!r}, which no operator of its class takes")


