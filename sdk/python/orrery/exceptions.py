"""What a task may raise to say how it ends, and what loading a DAG file may fail with. The names are Airflow's."""

from __future__ import annotations

from typing import Any, Mapping, Optional

__all__ = [
    "AirflowException",
    "AirflowFailException",
    "AirflowNotFoundException",
    "AirflowSensorTimeout",
    "AirflowSkipException",
    "AirflowTaskTimeout",
    "DeferTask",
    "NotSupportedError",
    "OrreryError",
    "XComNotFound",
]


class OrreryError(Exception):
    """Base of all errors of this package."""


class NotSupportedError(OrreryError, ImportError):
    """Something of Airflow that Orrery does not have; the message names it."""

    def __init__(self, what: str, instead: str = "") -> None:
        super().__init__(f"{what} is not supported by Orrery" + (f": {instead}" if instead else ""))


class AirflowException(OrreryError):
    """A task raises it, or anything else, to fail; it is retried if retries are left."""


class AirflowFailException(AirflowException):
    """A task raises it to fail for good: it is not retried."""


class AirflowNotFoundException(AirflowException):
    """Something that is asked for does not exist."""


class AirflowSkipException(AirflowException):
    """A task raises it to be skipped."""


class AirflowSensorTimeout(AirflowFailException):
    """A sensor raises it when it gives up: it is not retried."""


class AirflowTaskTimeout(BaseException):
    """Raised in Airflow when a task takes too long. Orrery ends the process instead."""


class XComNotFound(AirflowException):
    """An XCom that must be there is not."""


class DeferTask(BaseException):
    """A task raises it to give its place back until something is there; its code then starts again, as the same try.

    :param wait: what to wait for, as the field ``wait`` of a DAG file says it: seconds, a moment, or a mapping.
    :param sensor: what to look for, as the field ``sensor`` says it: a mapping.
    :param state: any JSON value; it comes back as ``context["event"]["state"]``.
    """

    def __init__(self, *, wait: Any = None, sensor: Optional[Mapping[str, Any]] = None, state: Any = None) -> None:
        if (wait is None) == (sensor is None):
            raise ValueError("DeferTask needs exactly one of wait and sensor")
        super().__init__("The task waits.")
        self.document = {"wait": wait} if sensor is None else {"sensor": dict(sensor)}
        if state is not None:
            self.document["state"] = state
