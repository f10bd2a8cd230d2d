"""Templates: which texts are, what a document says of arguments, and how rendered values come back into them."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Sequence

from ._values import NotJson, to_json
from .exceptions import NotSupportedError
from .xcom_arg import MappedArgument, XComArg

__all__ = ["code_document", "merge", "text"]

_TAGS = ("{{", "{%", "{#")


def is_template(value: str) -> bool:
    """Whether a text can hold tags at all."""
    return any(tag in value for tag in _TAGS)


def text(value: Any, name: str) -> str:
    """A text of a document that may be a template."""
    if isinstance(value, (XComArg, MappedArgument)):
        return value.template
    if isinstance(value, str):
        return value
    raise NotSupportedError(f"{name} = {value!r}", "give a text")


def code_document(args: Sequence[Any], kwargs: Mapping[str, Any], *, passes_xcoms: bool) -> Any:
    """The value of the action ``code``."""
    document: Dict[str, Any] = {}
    if args:
        document["op_args"] = [_argument(value) for value in args]
    if kwargs:
        document["op_kwargs"] = {name: _argument(value) for name, value in kwargs.items()}
    if passes_xcoms:
        document["pass_xcoms"] = True
    return document or True


def _argument(value: Any) -> Any:
    """An argument as a document has it; what JSON cannot carry is null there, and what the file makes anew when the task runs."""
    if isinstance(value, (XComArg, MappedArgument)):
        return value.template
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _argument(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_argument(item) for item in value]
    try:
        return to_json(value)
    except NotJson:
        return None


def merge(original: Any, rendered: Any, native: bool = False) -> Any:
    """An argument with what the cluster rendered in it.

    :param original: as the file has it.
    :param rendered: as the document of the run's version has it, rendered.
    :param native: whether templates yield values rather than texts.
    """
    if isinstance(original, XComArg):
        return rendered
    if isinstance(original, MappedArgument):
        return original.resolve(rendered)
    if isinstance(original, str):
        return rendered if native or isinstance(rendered, str) or not is_template(original) else str(rendered)
    if isinstance(original, dict) and isinstance(rendered, dict):
        return {key: merge(item, rendered[key], native) if key in rendered else item for key, item in original.items()}
    if isinstance(original, (list, tuple)) and isinstance(rendered, list) and len(original) == len(rendered):
        items = [merge(left, right, native) for left, right in zip(original, rendered)]
        return tuple(items) if type(original) is tuple else items
    if rendered is None or not isinstance(original, (bool, int, float)) and original is not None:
        return original
    return rendered
