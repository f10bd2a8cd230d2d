"""Which task comes before which."""

from __future__ import annotations

from typing import Any, Iterable, List, Sequence

from .exceptions import AirflowException

__all__ = ["DependencyMixin", "EdgeModifier", "Label", "chain", "chain_linear", "cross_downstream"]


class DependencyMixin:
    """What can stand on either side of ``>>`` and ``<<``: tasks and groups of tasks."""

    @property
    def roots(self) -> Sequence[Any]:
        """The tasks that edges to it lead to."""
        raise NotImplementedError

    @property
    def leaves(self) -> Sequence[Any]:
        """The tasks that edges from it start at."""
        raise NotImplementedError

    def set_downstream(self, other: Any, edge_modifier: Any = None) -> None:
        """Makes others depend on this.

        :param other: a task, a group, or a list of such.
        :param edge_modifier: a label; accepted, and not shown.
        """
        _connect([self], _each(other))

    def set_upstream(self, other: Any, edge_modifier: Any = None) -> None:
        """Makes this depend on others."""
        _connect(_each(other), [self])

    def __rshift__(self, other: Any) -> Any:
        self.set_downstream(other)
        return other

    def __lshift__(self, other: Any) -> Any:
        self.set_upstream(other)
        return other

    def __rrshift__(self, other: Any) -> Any:
        self.set_upstream(other)
        return self

    def __rlshift__(self, other: Any) -> Any:
        self.set_downstream(other)
        return self


class EdgeModifier:
    """A label on an edge: what is before it is connected with what is after it.

    :param label: the text; accepted, and not shown.
    """

    def __init__(self, label: str = "") -> None:
        self.label = label
        self._before: List[Any] = []
        self._after: List[Any] = []

    def set_upstream(self, other: Any, edge_modifier: Any = None) -> None:
        """What comes before."""
        self._before += _each(other)
        _connect(_each(other), self._after)

    def set_downstream(self, other: Any, edge_modifier: Any = None) -> None:
        """What comes after."""
        self._after += _each(other)
        _connect(self._before, _each(other))

    def __rshift__(self, other: Any) -> Any:
        self.set_downstream(other)
        return other

    def __lshift__(self, other: Any) -> Any:
        self.set_upstream(other)
        return other

    def __rrshift__(self, other: Any) -> "EdgeModifier":
        self.set_upstream(other)
        return self

    def __rlshift__(self, other: Any) -> "EdgeModifier":
        self.set_downstream(other)
        return self


def Label(label: str) -> EdgeModifier:  # noqa: N802 - Airflow's name
    """A label on an edge."""
    return EdgeModifier(label)


def _each(other: Any) -> List[Any]:
    return [item for part in other for item in _each(part)] if isinstance(other, (list, tuple, set)) else [other]


def _connect(before: Iterable[Any], after: Iterable[Any]) -> None:
    after = list(after)
    for left in before:
        for right in after:
            if isinstance(left, EdgeModifier):
                left.set_downstream(right)
            elif isinstance(right, EdgeModifier):
                right.set_upstream(left)
            else:
                for upstream in _ends(left, "leaves"):
                    for downstream in _ends(right, "roots"):
                        upstream.connect_to(downstream)


def _ends(item: Any, which: str) -> Sequence[Any]:
    ends = getattr(item, which, None)
    if ends is None:
        raise AirflowException(f"{item!r} is neither a task nor a group of tasks: it cannot stand in a dependency")
    return ends


def chain(*tasks: Any) -> None:
    """Makes each depend on the one before it. Neighbouring lists must be of the same length and are connected pairwise."""
    for left, right in zip(tasks, tasks[1:]):
        if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
            if len(left) != len(right):
                raise AirflowException(f"chain() needs lists of the same length side by side: {len(left)} and {len(right)}")
            for before, after in zip(left, right):
                _connect([before], [after])
        else:
            _connect(_each(left), _each(right))


def chain_linear(*elements: Any) -> None:
    """Makes all of each depend on all of the one before it."""
    for left, right in zip(elements, elements[1:]):
        _connect(_each(left), _each(right))


def cross_downstream(from_tasks: Sequence[Any], to_tasks: Sequence[Any]) -> None:
    """Makes all of the second depend on all of the first."""
    _connect(_each(from_tasks), _each(to_tasks))
