"""Mapped tasks of operators that somebody wrote: the operator is made when an instance runs, not before."""

from __future__ import annotations

import inspect
from typing import Any, Dict, Set

from .operator import BaseOperator, Scratch
from .sensors import POLICY, BaseSensorOperator, policy_document
from .template import code_document, merge
from .xcom_arg import find_operators

_BASE = frozenset(n for n in inspect.signature(BaseOperator.__init__).parameters if n not in ("self", "kwargs"))


class MappedOperator(BaseOperator):
    """Stands for the instances of an operator until they run: what an operator does with its arguments, it must not do with placeholders.

    :param operator_class: class of the operator.
    :param operator_kwargs: arguments that all instances share.
    """

    def __init__(self, *, operator_class: type, operator_kwargs: Dict[str, Any], **kwargs: Any) -> None:
        self.operator_class = operator_class
        self.operator_kwargs = operator_kwargs
        super().__init__(**kwargs)

    @classmethod
    def of(cls, operator_class: type, kwargs: Dict[str, Any]) -> "MappedOperator":
        """The task for an operator's class and arguments."""
        base = {name: value for name, value in kwargs.items() if name in _BASE}
        own = {name: value for name, value in kwargs.items() if name not in ("dag", "task_group")}
        return cls(operator_class=operator_class, operator_kwargs=own, **base)

    def action_document(self) -> Dict[str, Any]:
        call = code_document([], self._templates(), passes_xcoms=True)
        if not issubclass(self.operator_class, BaseSensorOperator):
            return {"code": call}
        return {"sensor": {"code": call, **policy_document({n: v for n, v in self.operator_kwargs.items() if n in POLICY})}}

    def references(self) -> Set[BaseOperator]:
        return find_operators(self._templates())

    def render_template_fields(self, rendered: Dict[str, Any]) -> None:
        templates = self._templates()
        merged = {name: merge(templates[name], value) for name, value in rendered.items() if name in templates}
        self.operator_kwargs = {**self.operator_kwargs, **merged}

    def instance_of(self, expanded: Dict[str, Any]) -> BaseOperator:
        kwargs = {**self.operator_kwargs, **self.expanded_arguments(expanded)}
        return self.operator_class(**{**kwargs, "dag": Scratch(self.dag), "task_id": self.task_id})

    def _templates(self) -> Dict[str, Any]:
        fields = self.operator_class.template_fields  # type: ignore[attr-defined]
        return {name: self.operator_kwargs[name] for name in fields if name in self.operator_kwargs}
