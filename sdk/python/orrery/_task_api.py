"""What a task can ask while it runs, over the unix socket that ``$ORRERY_TASK_API`` names."""

from __future__ import annotations

import http.client
import json
import os
import socket
import urllib.parse
from typing import Any, Dict, Optional

from .exceptions import AirflowException

_TIMEOUT = 60.0


def is_there() -> bool:
    """Whether this is a task that may ask."""
    return bool(os.environ.get("ORRERY_TASK_API"))


def get(kind: str, name: str) -> Optional[Dict[str, Any]]:
    """What goes by a name; None when there is nothing.

    :param kind: ``variables`` or ``connections``.
    :param name: key or id.
    """
    return _ask("GET", kind, name)


def set_variable(key: str, value: str, description: Optional[str]) -> None:
    """Sets a variable."""
    body = {"value": value} if description is None else {"value": value, "description": description}
    _ask("PUT", "variables", key, body)


def delete_variable(key: str) -> bool:
    """Takes a variable away.

    :returns: whether there was one.
    """
    return _ask("DELETE", "variables", key) is not None


def _ask(method: str, kind: str, name: str, body: Optional[Dict[str, Any]] = None) -> Optional[Dict[str, Any]]:
    with open(os.environ["ORRERY_TASK_API"], encoding="utf-8") as file:
        api = json.load(file)
    connection = _UnixConnection(api["socket"])
    try:
        connection.request(
            method,
            f"/task-api/v1/{kind}/{urllib.parse.quote(name, safe='')}",
            body=None if body is None else json.dumps(body),
            headers={"Authorization": f"Bearer {api['token']}", "Content-Type": "application/json"},
        )
        response = connection.getresponse()
        content = response.read()
    except OSError as error:
        raise AirflowException(f"The server does not answer at {api['socket']}: {error}") from error
    finally:
        connection.close()
    if response.status == 404:
        return None
    answer = json.loads(content) if content else {}
    if response.status >= 300:
        raise AirflowException(answer.get("detail") or f"The server answered {response.status}")
    return answer


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
