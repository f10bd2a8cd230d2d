"""Operators that Orrery carries out itself: no Python runs for them."""

from __future__ import annotations

import shlex
from typing import Any, Dict, Mapping, Optional, Sequence

from . import _bash
from ._values import instant, literal, seconds
from .exceptions import NotSupportedError
from .operator import BaseOperator
from .template import text

__all__ = ["ApprovalOperator", "BashOperator", "EmptyOperator", "HITLOperator", "LatestOnlyOperator", "TriggerDagRunOperator"]


class EmptyOperator(BaseOperator):
    """Does nothing; a place for edges to meet."""

    def action_document(self) -> Dict[str, Any]:
        return {"empty": True}


class BashOperator(BaseOperator):
    """Runs a script with bash. The last line of its output is its XCom.

    :param bash_command: the script, a template; or the name of a file that ends in ``.sh`` or ``.bash``.
    :param env: variables of its environment, on top of the task's; templates.
    :param cwd: folder it runs in; by default the root of the bundle.
    :param skip_on_exit_code: must be 99, which skips the task.
    """

    template_fields = ("bash_command", "env", "cwd")
    template_ext = (".sh", ".bash")

    def __init__(
        self,
        *,
        bash_command: Any,
        env: Optional[Mapping[str, Any]] = None,
        append_env: bool = False,
        output_encoding: str = "utf-8",
        skip_on_exit_code: Any = 99,
        cwd: Optional[str] = None,
        output_processor: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if skip_on_exit_code not in (None, 99, [99]):
            raise NotSupportedError(f"skip_on_exit_code={skip_on_exit_code!r} of task {self.task_id}", "end the script with 99 to be skipped")
        if output_processor is not None:
            raise NotSupportedError(f"output_processor of task {self.task_id}", "use @task.bash")
        self.bash_command = bash_command
        self.env = env
        self.cwd = cwd

    def action_document(self) -> Dict[str, Any]:
        script = text(self.bash_command, f"bash_command of task {self.task_id}")
        script = _bash.read_script(script, self.template_ext, self.dag.template_searchpath)
        if self.do_xcom_push:
            script = _bash.with_last_line(script)
        if self.cwd:
            script = f"cd {shlex.quote(self.cwd)} || exit\n{script}"
        document: Dict[str, Any] = {"bash": script}
        if self.env:
            document["env"] = {name: text(value, f"env.{name} of task {self.task_id}") for name, value in self.env.items()}
        return document


class LatestOnlyOperator(BaseOperator):
    """Skips its direct downstream tasks in every run but the latest one of the schedule."""

    def action_document(self) -> Dict[str, Any]:
        return {"latest_only": True}


class TriggerDagRunOperator(BaseOperator):
    """Creates a run of a DAG, and waits for its end if told to. The arguments are those of ``trigger_dag`` in DAG files."""

    template_fields = ("trigger_dag_id", "trigger_run_id", "logical_date", "conf")

    def __init__(
        self,
        *,
        trigger_dag_id: str,
        trigger_run_id: Optional[str] = None,
        conf: Optional[Mapping[str, Any]] = None,
        logical_date: Any = None,
        reset_dag_run: bool = False,
        wait_for_completion: bool = False,
        poke_interval: Any = 60,
        allowed_states: Optional[Sequence[Any]] = None,
        failed_states: Optional[Sequence[Any]] = None,
        skip_when_already_exists: bool = False,
        fail_when_dag_is_paused: bool = False,
        deferrable: bool = True,
        execution_date: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.trigger_dag_id = trigger_dag_id
        self.trigger_run_id = trigger_run_id
        self.conf = conf
        self.logical_date = logical_date if logical_date is not None else execution_date
        self._options = {
            "wait_for_completion": wait_for_completion,
            "reset_dag_run": reset_dag_run,
            "skip_when_already_exists": skip_when_already_exists,
            "fail_when_dag_is_paused": fail_when_dag_is_paused,
        }
        self._poke_interval = seconds(poke_interval, "poke_interval")
        self._states = {"allowed_states": allowed_states, "failed_states": failed_states}

    def action_document(self) -> Dict[str, Any]:
        name = f"of task {self.task_id}"
        document: Dict[str, Any] = {"dag_id": text(self.trigger_dag_id, f"trigger_dag_id {name}")}
        if self.trigger_run_id is not None:
            document["run_id"] = text(self.trigger_run_id, f"trigger_run_id {name}")
        if self.logical_date is not None:
            document["logical_date"] = instant(self.logical_date, f"logical_date {name}")
        if self.conf:
            document["conf"] = literal(dict(self.conf), f"conf {name}")
        document.update({option: True for option, value in self._options.items() if value})
        if self._poke_interval != 60:
            document["poke_interval"] = self._poke_interval
        document.update({option: state_names(value) for option, value in self._states.items() if value is not None})
        return {"trigger_dag": document}


class HITLOperator(BaseOperator):
    """Asks a person and waits for the answer. The arguments are those of ``approval`` in DAG files."""

    template_fields = ("subject", "body")

    def __init__(
        self,
        *,
        subject: str,
        options: Optional[Sequence[str]] = None,
        body: Optional[str] = None,
        defaults: Any = None,
        multiple: bool = False,
        assigned_users: Any = None,
        fail_on_reject: bool = False,
        response_timeout: Any = None,
        **kwargs: Any,
    ) -> None:
        timeout = response_timeout if response_timeout is not None else kwargs.pop("execution_timeout", None)
        super().__init__(**kwargs)
        self.subject = subject
        self.body = body
        users = assigned_users if isinstance(assigned_users, (list, tuple)) else [assigned_users] if assigned_users else []
        self._options = {
            "options": list(options) if options else None,
            "defaults": [defaults] if isinstance(defaults, str) else list(defaults) if defaults else None,
            "multiple": multiple or None,
            "assigned_users": [user["name"] if isinstance(user, dict) else str(user) for user in users] or None,
            "timeout": seconds(timeout, "execution_timeout"),
            "fail_on_reject": fail_on_reject or None,
        }

    def action_document(self) -> Dict[str, Any]:
        document: Dict[str, Any] = {"subject": text(self.subject, f"subject of task {self.task_id}")}
        if self.body:
            document["body"] = text(self.body, f"body of task {self.task_id}")
        document.update({name: value for name, value in self._options.items() if value is not None})
        return {"approval": document}


class ApprovalOperator(HITLOperator):
    """Asks a person to approve or reject; what is downstream is skipped when it is rejected."""


def state_names(states: Any) -> Any:
    """States as texts."""
    return [str(getattr(state, "value", state)) for state in states]
