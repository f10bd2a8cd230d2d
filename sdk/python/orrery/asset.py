"""Assets: data that tasks write and read, named by a URI."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Union

from ._values import literal

__all__ = ["Asset", "AssetAlias", "AssetAll", "AssetAny", "Dataset"]


class _Expression:
    def __and__(self, other: "_Expression") -> "AssetAll":
        return AssetAll(self, other)

    def __or__(self, other: "_Expression") -> "AssetAny":
        return AssetAny(self, other)

    def to_document(self) -> Any:
        """The expression as the field ``schedule`` of a DAG file has it."""
        raise NotImplementedError


class Asset(_Expression):
    """An asset.

    :param name: its name, or its URI if that is all there is.
    :param uri: its URI; left out: the name.
    :param group: a name for assets that belong together.
    :param extra: facts about it; JSON.
    """

    def __init__(self, name: Optional[str] = None, uri: Optional[str] = None, *, group: Optional[str] = None, extra: Optional[Dict[str, Any]] = None) -> None:
        if not name and not uri:
            raise TypeError("an Asset needs a name or a uri")
        self.uri = str(uri or name)
        self.name = str(name or uri)
        self.group = group
        self.extra = extra

    def to_document(self) -> Dict[str, Any]:
        """The asset as it may be mentioned in a DAG file."""
        document: Dict[str, Any] = {"uri": self.uri}
        if self.name != self.uri:
            document["name"] = self.name
        if self.group:
            document["group"] = self.group
        if self.extra:
            document["extra"] = literal(self.extra, f"the extra of asset {self.name}")
        return document

    def __repr__(self) -> str:
        return f"Asset(name={self.name!r}, uri={self.uri!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asset) and (self.name, self.uri) == (other.name, other.uri)

    def __hash__(self) -> int:
        return hash((self.name, self.uri))


Dataset = Asset


class AssetAlias(_Expression):
    """Stands for whatever assets are given to it at run time.

    :param name: its name.
    """

    def __init__(self, name: str, group: Optional[str] = None) -> None:
        self.name = name

    def to_document(self) -> Dict[str, Any]:
        return {"alias": self.name}


class AssetAll(_Expression):
    """News of all of them."""

    def __init__(self, *parts: _Expression) -> None:
        self.parts: List[_Expression] = list(parts)

    def to_document(self) -> Dict[str, Any]:
        return {"all": [part.to_document() for part in self.parts]}


class AssetAny(_Expression):
    """News of any of them."""

    def __init__(self, *parts: _Expression) -> None:
        self.parts: List[_Expression] = list(parts)

    def to_document(self) -> Dict[str, Any]:
        return {"any": [part.to_document() for part in self.parts]}


def mentions(value: Any, name: str) -> List[Any]:
    """The field ``inlets`` or ``outlets``."""
    items = value if isinstance(value, (list, tuple, set)) else [value]
    found = []
    for item in items:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, (Asset, AssetAlias)):
            found.append(item.to_document())
        else:
            raise TypeError(f"{name} holds {item!r}: give assets")
    return found


AssetExpression = Union[Asset, AssetAlias, AssetAll, AssetAny]
