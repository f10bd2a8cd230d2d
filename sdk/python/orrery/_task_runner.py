"""Runs one try of a task whose code is in a DAG file: ``python3 -m orrery._task_runner FILE ROOT``.

``$ORRERY_CALL`` names a file with what the cluster says of the try, as JSON. What the task returns goes to ``$ORRERY_XCOM``, what it pushes
besides to ``$ORRERY_XCOM_KEYS``.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import traceback
from typing import Any, Callable, Dict, List, Mapping, Optional

from . import _load
from ._values import NotJson, result_to_json
from .context import Context, build_context
from .dag import DAG
from .exceptions import AirflowException, AirflowFailException, AirflowSkipException, DeferTask, NotSupportedError
from .operator import BaseOperator
from .python import set_current_context
from .sensors import PokeReturnValue

SKIPPED, FAILED_FOR_GOOD, NOT_YET, FAILED = 99, 97, 98, 1
_CALLBACKS = ("on_failure", "on_success")


def main(arguments: List[str]) -> int:
    """Runs the try.

    :returns: the exit code.
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="[%(levelname)s] %(name)s: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with open(os.environ["ORRERY_CALL"], encoding="utf-8") as file:
        call = json.load(file)
    try:
        return _run(arguments[0], arguments[1], call)
    except AirflowSkipException as skipped:
        print(f"skipped: {skipped}")
        return SKIPPED
    except (AirflowFailException, NotSupportedError):
        _print_trace()
        return FAILED_FOR_GOOD
    except DeferTask as deferral:
        _write("ORRERY_DEFER", deferral.document)
        return 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else _complain(end.code)
    except BaseException:
        _print_trace()
        return FAILED


def _run(path: str, root: str, call: Mapping[str, Any]) -> int:
    dag = _find_dag(_load.load(path, root).dags, call["dag_id"], path)
    task_id = call["task_id"]
    callbacks = _callbacks_of(dag, task_id)
    context = build_context(call, dag, None if callbacks is not None else dag.get_task(task_id))
    set_current_context(context)
    if callbacks is not None:
        for callback in callbacks:
            callback(context)
        return 0

    operator = _prepared(dag.get_task(task_id), call)
    context["task"] = operator
    on_kill = getattr(operator, "on_kill", None)
    if on_kill is not None:
        signal.signal(signal.SIGTERM, lambda *_: (on_kill(), os._exit(128 + signal.SIGTERM)))
    if call.get("is_sensor"):
        return _poke(operator, context)
    if operator.pre_execute_hook is not None:
        operator.pre_execute_hook(context)
    result = operator.execute(context)
    if operator.post_execute_hook is not None:
        operator.post_execute_hook(context, result)
    _hand_on(operator, context, result)
    return 0


def _find_dag(dags: List[DAG], dag_id: str, path: str) -> DAG:
    for dag in dags:
        if dag.dag_id == dag_id:
            return dag
    raise AirflowFailException(
        f"{os.path.basename(path)} defines no DAG {dag_id} now, though it did when it was parsed: what it defines must not depend on the time, on chance, "
        "or on what only the parser sees"
    )


def _callbacks_of(dag: DAG, task_id: str) -> Optional[List[Callable[[Context], Any]]]:
    """What is called for a callback task; None when the task is none."""
    if dag.has_task(task_id):
        return None
    owner_id, _, name = task_id.rpartition(".")
    if name not in _CALLBACKS:
        return None
    owner: Any = dag.get_task(owner_id) if owner_id else dag
    called = getattr(owner, f"{name}_callback")
    return list(called) if isinstance(called, (list, tuple)) else [called]


def _prepared(operator: BaseOperator, call: Mapping[str, Any]) -> BaseOperator:
    """The operator with its arguments as they are for this try."""
    rendered: Dict[str, Any] = {"op_args": call.get("op_args"), "op_kwargs": call.get("op_kwargs")}
    if not hasattr(operator, "op_kwargs"):
        rendered = dict(call.get("op_kwargs") or {})
    expanded = call.get("expand")
    if operator.is_mapped and expanded is not None:
        operator.render_template_fields(rendered)
        return operator.instance_of(expanded)
    operator.render_template_fields(rendered)
    return operator


def _poke(operator: Any, context: Context) -> int:
    result = operator.poke(context)
    if not result:
        return NOT_YET
    value = result.xcom_value if isinstance(result, PokeReturnValue) else None
    _hand_on(operator, context, value)
    return 0


def _hand_on(operator: BaseOperator, context: Context, result: Any) -> None:
    """Writes what the task returned and pushed, and what it said of its outlets."""
    pushed: Dict[str, Any] = dict(context["ti"].pushed)
    if not operator.do_xcom_push:
        result = None
    if result is not None:
        try:
            value = result_to_json(result)
        except NotJson as error:
            raise AirflowFailException(f"The task returned {error}, which JSON cannot carry: return plain values, or write the data to a file and return where it is") from None
        if operator.multiple_outputs:
            if not isinstance(value, dict):
                raise AirflowException(f"Returned output was type {type(result).__name__}; expected dictionary for multiple_outputs")
            pushed = {**value, **pushed}
        _write("ORRERY_XCOM", value)
    if pushed:
        _write("ORRERY_XCOM_KEYS", pushed)
    outlets = context["outlet_events"].document()
    if outlets:
        _write("ORRERY_OUTLETS", outlets)


def _write(variable: str, value: Any) -> None:
    with open(os.environ[variable], "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, allow_nan=False)


def _complain(text: object) -> int:
    print(text, file=sys.stderr)
    return FAILED


def _print_trace() -> None:
    """Prints the stack without the frames of this file."""
    kind, error, trace = sys.exc_info()
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    traceback.print_exception(kind, error, trace)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that a task left behind must not keep the try alive.
    os._exit(code)
