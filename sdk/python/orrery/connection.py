"""Connections of the installation: where systems are and how to sign in there."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional
from urllib.parse import parse_qsl, quote, urlencode

from . import _task_api
from .exceptions import AirflowNotFoundException, NotSupportedError

__all__ = ["BaseHook", "Connection"]

_EXTRA = "__extra__"


class Connection:
    """Where a system is, and how to sign in there. Tasks read it; a DAG file cannot while it is loaded."""

    def __init__(
        self,
        conn_id: str = "",
        conn_type: str = "",
        description: Optional[str] = None,
        host: Optional[str] = None,
        login: Optional[str] = None,
        password: Optional[str] = None,
        schema: Optional[str] = None,
        port: Optional[int] = None,
        extra: Any = None,
    ) -> None:
        self.conn_id, self.conn_type, self.description = conn_id, conn_type, description
        self.host, self.login, self.password, self.schema, self.port = host, login, password, schema, port
        self.extra: Optional[str] = extra if extra is None or isinstance(extra, str) else json.dumps(extra)

    @classmethod
    def get(cls, conn_id: str) -> "Connection":
        """The connection of an id.

        :raises AirflowNotFoundException: there is none.
        """
        if not _task_api.is_there():
            raise NotSupportedError(f"reading the connection {conn_id!r} outside a running task", "read it in the task, or in a template: {{ conn." + conn_id + ".host }}")
        found = _task_api.get("connections", conn_id)
        if found is None:
            raise AirflowNotFoundException(f"The conn_id `{conn_id}` isn't defined")
        return cls(**found)

    @property
    def extra_dejson(self) -> Dict[str, Any]:
        """The extra, parsed; empty when there is none."""
        parsed = json.loads(self.extra) if self.extra else {}
        return parsed if isinstance(parsed, dict) else {}

    def get_password(self) -> Optional[str]:
        """The password."""
        return self.password

    def get_uri(self) -> str:
        """The connection as a URI, by Airflow's rules."""
        uri = self.conn_type.lower().replace("_", "-") + "://"
        host = self.host or ""
        if "://" in host:
            protocol, host = host.split("://", 1)
            uri += protocol + "://"
        authority = quote(self.login or "", safe="") + ("" if self.password is None else ":" + quote(self.password, safe=""))
        uri += authority + "@" if authority else ""
        uri += quote(host, safe="")
        if self.port:
            uri += f":{self.port}" if host or authority else f"@:{self.port}"
        uri += "/" + quote(self.schema, safe="") if self.schema else ""
        if self.extra:
            values = self.extra_dejson
            query = urlencode(values) if all(isinstance(value, str) for value in values.values()) else ""
            if not query or dict(parse_qsl(query, keep_blank_values=True)) != values:
                query = urlencode({_EXTRA: self.extra})
            uri += ("?" if self.schema else "/?") + query
        return uri

    def __repr__(self) -> str:
        return f"Connection(conn_id={self.conn_id!r}, conn_type={self.conn_type!r})"


class BaseHook:
    """What hooks of one's own build on."""

    @classmethod
    def get_connection(cls, conn_id: str) -> Connection:
        """The connection of an id.

        :raises AirflowNotFoundException: there is none.
        """
        return Connection.get(conn_id)
