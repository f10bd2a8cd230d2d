"""Groups of tasks."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Sequence, Union

from . import _loading
from .edges import DependencyMixin
from .exceptions import AirflowException
from .xcom_arg import MappedArgument, XComArg, find_operators

if TYPE_CHECKING:
    from .dag import DAG
    from .operator import BaseOperator

__all__ = ["TaskGroup", "task_group"]


class TaskGroup(DependencyMixin):
    """Tasks with a common prefix, defaults and neighbours.

    :param group_id: its id; what is in it has ids that start with it.
    :param prefix_group_id: whether they do.
    :param parent_group: the group it lies in; by default the one whose ``with`` it is made in.
    :param dag: the DAG; by default that of the ``with``.
    :param default_args: defaults for its tasks, over those of the DAG and of the groups around it.
    :param tooltip: text for people.
    :param add_suffix_on_collision: whether an id that is taken gets a number.
    """

    def __init__(
        self,
        group_id: Optional[str] = None,
        prefix_group_id: bool = True,
        parent_group: Optional["TaskGroup"] = None,
        dag: Optional["DAG"] = None,
        default_args: Optional[Dict[str, Any]] = None,
        tooltip: str = "",
        ui_color: str = "",
        ui_fgcolor: str = "",
        add_suffix_on_collision: bool = False,
        group_display_name: str = "",
    ) -> None:
        from .dag import DAG

        self.parent = parent_group or _Stack.current()
        found = dag or (self.parent.dag if self.parent else None) or DAG.current()
        if found is None:
            raise AirflowException(f"TaskGroup {group_id} is in no DAG: make it inside 'with DAG(…)', or give it dag=")
        self.dag: "DAG" = found
        if self.parent is not None and self.parent.dag is not found:
            self.parent = None
        self._short = group_id or ""
        self._prefix = prefix_group_id
        self.line = _loading.line_of_caller()
        self.default_args = {**(self.parent.default_args if self.parent else {}), **(default_args or {})}
        self.tooltip = tooltip
        self.expand_document: Dict[str, Any] = {}
        self.children: List[Union["TaskGroup", "BaseOperator"]] = []
        self.group_id = self.dag.add_group(self, self._full(self._short), add_suffix_on_collision)
        if self.parent is not None:
            self.parent.children.append(self)

    def _full(self, name: str) -> str:
        return self.parent.child_id(name) if self.parent is not None else name

    def child_id(self, name: str) -> str:
        """The full id of what has this id in the group."""
        return f"{self.group_id}.{name}" if self._prefix else (self.parent.child_id(name) if self.parent is not None else name)

    def tasks(self) -> List["BaseOperator"]:
        """All tasks in it and in the groups in it."""
        found: List["BaseOperator"] = []
        for child in self.children:
            found += child.tasks() if isinstance(child, TaskGroup) else [child]
        return found

    @property
    def roots(self) -> Sequence["BaseOperator"]:
        tasks = self.tasks()
        inside = {task.task_id for task in tasks}
        return [task for task in tasks if not task.upstream_task_ids & inside]

    @property
    def leaves(self) -> Sequence["BaseOperator"]:
        tasks = [task for task in self.tasks() if not task.is_teardown]
        inside = {task.task_id for task in tasks}
        return [task for task in tasks if not task.downstream_task_ids & inside] or tasks[-1:]

    def to_document(self) -> Dict[str, Any]:
        """The group as a DAG file has it."""
        document: Dict[str, Any] = {"group_id": self.group_id}
        if self.parent is not None:
            document["group"] = self.parent.group_id
        if not self._prefix:
            document["prefix_group_id"] = False
        if self.tooltip:
            document["description"] = self.tooltip
        document.update(self.expand_document)
        return document

    def __enter__(self) -> "TaskGroup":
        _Stack.push(self)
        return self

    def __exit__(self, *args: Any) -> None:
        _Stack.pop()


class _Stack:
    _groups: List[TaskGroup] = []

    @classmethod
    def current(cls) -> Optional[TaskGroup]:
        return cls._groups[-1] if cls._groups else None

    @classmethod
    def push(cls, group: TaskGroup) -> None:
        cls._groups.append(group)

    @classmethod
    def pop(cls) -> None:
        cls._groups.pop()


def current_group(dag: Any) -> Optional[TaskGroup]:
    """The group whose ``with`` is being executed, if it is of that DAG."""
    group = _Stack.current()
    return group if group is not None and group.dag is dag else None


class _GroupFactory:
    """What ``@task_group`` makes of a function: each call makes a group of the tasks that the function makes."""

    def __init__(self, function: Callable[..., Any], kwargs: Dict[str, Any], partial: Optional[Dict[str, Any]] = None) -> None:
        functools.update_wrapper(self, function)
        self._function = function
        self._kwargs = kwargs
        self._partial = partial or {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        bound = inspect.signature(self._function).bind_partial(*args, **{**self._partial, **kwargs})
        group = self._make()
        return self._fill(group, bound.args, bound.kwargs)

    def override(self, **kwargs: Any) -> "_GroupFactory":
        """The same group with other arguments of :class:`TaskGroup`."""
        return _GroupFactory(self._function, {**self._kwargs, **kwargs}, self._partial)

    def partial(self, **kwargs: Any) -> "_GroupFactory":
        """Arguments that all instances share."""
        return _GroupFactory(self._function, self._kwargs, {**self._partial, **kwargs})

    def expand(self, **kwargs: Any) -> Any:
        """A group with an instance for each combination of items."""
        from .mapping import input_document

        group = self._make()
        group.expand_document = {"expand": [{name: input_document(value, name)} for name, value in kwargs.items()]}
        arguments = {**self._partial, **{name: MappedArgument(name, value) for name, value in kwargs.items()}}
        result = self._fill(group, (), arguments)
        for operator in find_operators(list(kwargs.values())):
            operator.set_downstream(group)
        return result

    def expand_kwargs(self, kwargs: Any) -> Any:
        """A group with an instance for each of several mappings of arguments."""
        from .mapping import input_document

        group = self._make()
        group.expand_document = {"expand_kwargs": input_document(kwargs, "expand_kwargs")}
        names = [n for n in inspect.signature(self._function).parameters if n not in self._partial]
        result = self._fill(group, (), {**self._partial, **{name: MappedArgument(name) for name in names}})
        for operator in find_operators([kwargs]):
            operator.set_downstream(group)
        return result

    def _make(self) -> TaskGroup:
        kwargs = {"group_id": self._function.__name__, "tooltip": inspect.cleandoc(self._function.__doc__ or "").split("\n\n")[0], "add_suffix_on_collision": True}
        return TaskGroup(**{**kwargs, **self._kwargs})

    def _fill(self, group: TaskGroup, args: Any, kwargs: Dict[str, Any]) -> Any:
        with group:
            result = self._function(*args, **kwargs)
        return result if isinstance(result, (XComArg, list, tuple, dict)) and _is_values(result) else group


def _is_values(result: Any) -> bool:
    if isinstance(result, XComArg):
        return True
    items = result.values() if isinstance(result, dict) else result
    return all(isinstance(item, XComArg) for item in items)


def task_group(group_id: Any = None, **kwargs: Any) -> Any:
    """Makes a function that makes tasks a factory of groups.

    :param group_id: id of the group; by default the function's name.
    :param kwargs: further arguments of :class:`TaskGroup`.
    """
    if callable(group_id):
        return _GroupFactory(group_id, kwargs)
    if group_id is not None:
        kwargs["group_id"] = group_id
    return lambda function: _GroupFactory(function, kwargs)
