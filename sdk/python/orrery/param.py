"""Parameters of runs."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from ._values import literal

__all__ = ["Param"]

_NONE = object()


class Param:
    """A parameter of a run: its default and the JSON Schema its values must satisfy.

    :param default: the default; left out: every run must bring a value.
    :param description: text for people.
    :param schema: keywords of JSON Schema, as ``type="integer"``, ``minimum=1``, ``enum=[…]``.
    """

    def __init__(self, default: Any = _NONE, description: Optional[str] = None, **schema: Any) -> None:
        self.has_default = default is not _NONE
        self.value = None if default is _NONE else default
        self.description = description
        self.schema: Dict[str, Any] = {**schema.pop("schema", {}), **schema}

    @property
    def default(self) -> Any:
        """The default; None when there is none."""
        return self.value

    def to_document(self, name: str) -> Dict[str, Any]:
        """The parameter as the field ``params`` of a DAG file has it."""
        document: Dict[str, Any] = {k: literal(v, f"params.{name}") for k, v in self.schema.items() if k != "source"}
        if self.description is not None:
            document["description"] = self.description
        if self.has_default:
            document["default"] = literal(self.value, f"params.{name}")
        return document


def params_document(params: Mapping[str, Any]) -> Dict[str, Any]:
    """The field ``params``: each as a mapping, so that an object as a default is told from a description."""
    return {name: (value if isinstance(value, Param) else Param(value)).to_document(name) for name, value in params.items()}
