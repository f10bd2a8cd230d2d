"""Tasks that have an instance for each of several items."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Dict, List, Mapping

from ._values import literal
from .exceptions import AirflowException
from .xcom_arg import MappedArgument, XComArg

if TYPE_CHECKING:
    from .operator import BaseOperator

__all__ = ["OperatorPartial", "input_document", "resolve_expanded"]


def input_document(value: Any, name: str) -> Any:
    """What a mapped task goes through, as the fields ``expand`` and ``expand_kwargs`` of a DAG file have it."""
    if isinstance(value, XComArg):
        return value.to_input()
    if isinstance(value, MappedArgument):
        return value.template
    if isinstance(value, Mapping):
        # As pairs: a mapping might look like one of the forms an input has.
        return [[key, literal(item, name)] for key, item in value.items()]
    if isinstance(value, (list, tuple, set, range)):
        return [_item(item, name) for item in value]
    if isinstance(value, str) and "{{" in value:
        return value
    raise AirflowException(f"expand() is given {value!r} for {name}: give a list, a mapping, or what a task returns")


def _item(item: Any, name: str) -> Any:
    if isinstance(item, dict):
        return {key: _item(value, name) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [_item(value, name) for value in item]
    return item.template if isinstance(item, (XComArg, MappedArgument)) else literal(item, name)


def resolve_expanded(source: Any, item: Any) -> Any:
    """What an item that was handed out becomes in the task."""
    return source.resolve_item(item) if isinstance(source, XComArg) else item


class OperatorPartial:
    """An operator whose other arguments are still to come: what ``Operator.partial(…)`` gives.

    :param cls: the operator's class.
    :param kwargs: arguments that all instances share.
    """

    def __init__(self, cls: type, kwargs: Dict[str, Any]) -> None:
        self._cls = cls
        self._kwargs = kwargs

    def expand(self, **kwargs: Any) -> "BaseOperator":
        """A task with an instance for each combination of items."""
        if not kwargs:
            raise TypeError("expand() needs at least one argument to go through")
        return self._make(kwargs, {"expand": [{name: input_document(value, name)} for name, value in kwargs.items()]}, list(kwargs))

    def expand_kwargs(self, kwargs: Any, strict: bool = True) -> "BaseOperator":
        """A task with an instance for each of several mappings of arguments."""
        names: List[str] = sorted({name for item in kwargs for name in item}) if isinstance(kwargs, (list, tuple)) else []
        return self._make({"": kwargs}, {"expand_kwargs": input_document(kwargs, "expand_kwargs")}, names)

    def _make(self, sources: Dict[str, Any], document: Dict[str, Any], names: List[str]) -> "BaseOperator":
        both = [name for name in names if name in self._kwargs]
        if both:
            raise TypeError(f"partial() and expand() are both given {', '.join(both)}")
        if self._is_written_by_others():
            from .mapped_operator import MappedOperator

            mapped = MappedOperator.of(self._cls, self._kwargs)
            mapped.set_mapped(sources, document)
            return mapped
        missing = {name: MappedArgument(name) for name in names or self._required()}
        operator: "BaseOperator" = self._cls(**{**self._kwargs, **missing})
        operator.set_mapped(sources, document)
        return operator

    def _is_written_by_others(self) -> bool:
        """Whether the operator is code that runs in the task, and not one that is carried out without it."""
        from .operator import BaseOperator
        from .sensors import BaseSensorOperator

        inherited = (BaseOperator.action_document, BaseSensorOperator.action_document)
        return self._cls.action_document in inherited and getattr(self._cls, "condition_key", "code") == "code"  # type: ignore[attr-defined]

    def _required(self) -> List[str]:
        """Arguments that only the instances can bring, when nobody knows yet which those will be."""
        parameters = inspect.signature(self._cls.__init__).parameters.values()  # type: ignore[misc]
        return [p.name for p in parameters if p.default is p.empty and p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD) and p.name not in ("self", *self._kwargs)]
