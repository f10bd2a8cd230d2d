"""Values that tasks hand on to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Set, Tuple

from .exceptions import NotSupportedError

if TYPE_CHECKING:
    from .operator import BaseOperator

__all__ = ["XComArg"]

RETURN_VALUE = "return_value"
_NONE = object()


class XComArg:
    """What a task will have returned, or pushed under a key: given to another task it becomes its argument, and an edge.

    :param operator: the task.
    :param key: the key; by default what it returns.
    """

    def __init__(self, operator: "BaseOperator", key: str = RETURN_VALUE) -> None:
        self.operator = operator
        self.key = key

    def __getitem__(self, key: str) -> "XComArg":
        if not isinstance(key, str):
            raise ValueError(f"XComArg only supports str lookup, received {type(key).__name__}")
        return XComArg(self.operator, key)

    def __iter__(self) -> Iterator[Any]:
        raise TypeError("'XComArg' object is not iterable: its value is known only when the DAG runs")

    def __str__(self) -> str:
        return self.template

    @property
    def template(self) -> str:
        """The value as a template."""
        key = "" if self.key == RETURN_VALUE else f", key={self.key!r}"
        return f"{{{{ ti.xcom_pull({self.operator.task_id!r}{key}) }}}}"

    @property
    def leaf(self) -> "BaseOperator":
        """The task whose edges those of this value are."""
        return self.operator

    roots = property(lambda self: [self.operator])
    leaves = property(lambda self: [self.operator])

    def map(self, function: Callable[[Any], Any]) -> "XComArg":
        """A list whose items are those of this one after a function; it runs in the task that gets them."""
        return MapXComArg(self, function)

    def zip(self, *others: "XComArg", fillvalue: Any = _NONE) -> "XComArg":
        """Items side by side."""
        return ZipXComArg([self, *others], fillvalue)

    def concat(self, *others: "XComArg") -> "XComArg":
        """One list after the other."""
        return ConcatXComArg([self, *others])

    def operators(self) -> Set["BaseOperator"]:
        """The tasks whose values it is made of."""
        return {self.operator}

    def to_input(self) -> Dict[str, Any]:
        """The value as something a mapped task goes through."""
        document = {"xcom": self.operator.task_id}
        if self.key != RETURN_VALUE:
            document["key"] = self.key
        return document

    def resolve_item(self, item: Any) -> Any:
        """What an item that was handed out becomes in the task."""
        return item

    # Edges are those of the task.
    def set_downstream(self, other: Any, edge_modifier: Any = None) -> None:
        """Makes others depend on the task."""
        self.operator.set_downstream(other)

    def set_upstream(self, other: Any, edge_modifier: Any = None) -> None:
        """Makes the task depend on others."""
        self.operator.set_upstream(other)

    def __rshift__(self, other: Any) -> Any:
        self.operator.set_downstream(other)
        return other

    def __lshift__(self, other: Any) -> Any:
        self.operator.set_upstream(other)
        return other

    def __rrshift__(self, other: Any) -> "XComArg":
        self.operator.set_upstream(other)
        return self

    def __rlshift__(self, other: Any) -> "XComArg":
        self.operator.set_downstream(other)
        return self

    def as_setup(self) -> "XComArg":
        """Makes the task a setup."""
        self.operator.as_setup()
        return self

    def as_teardown(self, **kwargs: Any) -> "XComArg":
        """Makes the task a teardown."""
        self.operator.as_teardown(**kwargs)
        return self

    def __enter__(self) -> "XComArg":
        self.operator.__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self.operator.__exit__(*args)


class _Derived(XComArg):
    """A list made of others; only mapped tasks go through it."""

    def __init__(self, parts: List[XComArg]) -> None:
        super().__init__(parts[0].operator, parts[0].key)
        self.parts = parts

    def operators(self) -> Set["BaseOperator"]:
        return {operator for part in self.parts for operator in part.operators()}

    @property
    def template(self) -> str:
        raise NotSupportedError(f"{type(self).__name__} outside of expand()")


class MapXComArg(_Derived):
    """Items after a function, which runs where they are used."""

    def __init__(self, source: XComArg, function: Callable[[Any], Any]) -> None:
        super().__init__([source])
        self._function = function

    def to_input(self) -> Dict[str, Any]:
        return self.parts[0].to_input()

    def resolve_item(self, item: Any) -> Any:
        return self._function(self.parts[0].resolve_item(item))


class ZipXComArg(_Derived):
    """Items side by side, as tuples."""

    def __init__(self, parts: List[XComArg], fill: Any) -> None:
        super().__init__(parts)
        self._fill = fill

    def to_input(self) -> Dict[str, Any]:
        document: Dict[str, Any] = {"zip": [part.to_input() for part in self.parts]}
        if self._fill is not _NONE:
            document["fill"] = self._fill
        return document

    def resolve_item(self, item: Any) -> Tuple[Any, ...]:
        return tuple(part.resolve_item(value) for part, value in zip(self.parts, item))


class ConcatXComArg(_Derived):
    """One list after the other."""

    def __init__(self, parts: List[XComArg]) -> None:
        super().__init__(parts)
        if any(isinstance(part, (MapXComArg, ZipXComArg)) for part in parts):
            raise NotSupportedError("concat() of what map() or zip() made", "call map() on the result of concat()")

    def to_input(self) -> Dict[str, Any]:
        return {"concat": [part.to_input() for part in self.parts]}


class MappedArgument:
    """What a task in a mapped group gets of the group's argument.

    :param name: name of the argument.
    :param source: what the group goes through.
    """

    def __init__(self, name: str, source: Any = None) -> None:
        self.name = name
        self._source = source

    def resolve(self, item: Any) -> Any:
        """What an item that was handed out becomes in the task."""
        return self._source.resolve_item(item) if isinstance(self._source, XComArg) else item

    def __str__(self) -> str:
        return self.template

    def __iter__(self) -> Iterator[Any]:
        raise TypeError("an argument of a mapped group is not iterable: its value is known only when the DAG runs")

    @property
    def template(self) -> str:
        """The value as a template."""
        return f"{{{{ expand.{self.name} }}}}"


def find_operators(value: Any) -> Set["BaseOperator"]:
    """The tasks whose values stand anywhere in a value."""
    if isinstance(value, XComArg):
        return value.operators()
    if isinstance(value, dict):
        return {operator for item in value.values() for operator in find_operators(item)}
    if isinstance(value, (list, tuple, set)):
        return {operator for item in value for operator in find_operators(item)}
    return set()
