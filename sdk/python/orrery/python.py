"""Tasks that are Python functions."""

from __future__ import annotations

import copy
import functools
import inspect
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Set

from .exceptions import AirflowException, NotSupportedError
from .mapping import input_document
from .operator import BaseOperator
from .template import code_document
from .xcom_arg import MappedArgument, XComArg

__all__ = ["BranchPythonOperator", "PythonOperator", "PythonSensor", "ShortCircuitOperator", "get_current_context", "setup", "task", "teardown"]

_CONTEXT_NAMES = frozenset(
    """conn dag dag_run data_interval_end data_interval_start ds ds_nodash exception expanded_ti_count inlet_events inlets logical_date macros
    map_index_template outlet_events outlets params prev_data_interval_end_success prev_data_interval_start_success prev_end_date_success
    prev_start_date_success reason run_id task task_instance task_instance_key_str task_reschedule_count templates_dict test_mode ti
    triggering_asset_events try_number ts ts_nodash ts_nodash_with_tz var event callback""".split()
)

_context: Optional[Dict[str, Any]] = None


def get_current_context() -> Dict[str, Any]:
    """The facts of the task that is being run.

    :raises AirflowException: no task is being run, as while the file is loaded.
    """
    if _context is None:
        raise AirflowException("get_current_context() is called where no task is being run: call it inside of a task's function")
    return _context


def set_current_context(context: Optional[Dict[str, Any]]) -> None:
    """Says which task is being run."""
    global _context
    _context = context


_known_signature = functools.lru_cache(maxsize=128)(inspect.signature)


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """The parameters of a function, which each of its tasks asks for several times."""
    try:
        return _known_signature(function)
    except TypeError:
        # It has no hash; or no signature, and then this says so.
        return inspect.signature(function)


def _names_of_context(function: Callable[..., Any]) -> Optional[Set[str]]:
    """Which facts a function takes; None: all that it is not given, because it has ``**kwargs``."""
    try:
        parameters = _signature(function).parameters.values()
    except (TypeError, ValueError):
        return set()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return None
    return {p.name for p in parameters if p.name in _CONTEXT_NAMES and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}


def call_with_context(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], context: Mapping[str, Any]) -> Any:
    """Calls a function with its arguments and those facts of the task that it takes."""
    names = _names_of_context(function)
    facts = context if names is None else {name: context[name] for name in names if name in context}
    if args:
        taken = list(_signature(function).parameters)[: len(args)]
        facts = {name: value for name, value in facts.items() if name not in taken}
    return function(*args, **{**facts, **kwargs})


def _pulls(function: Callable[..., Any]) -> bool:
    """Whether a function may pull XComs by itself, which it then must be handed."""
    names = _names_of_context(function)
    code = getattr(inspect.unwrap(function), "__code__", None)
    return names is None or bool(names & {"ti", "task_instance"}) or code is None or _mentions(code)


def _mentions(code: Any) -> bool:
    return "get_current_context" in code.co_names or any(_mentions(c) for c in code.co_consts if hasattr(c, "co_names"))


class PythonOperator(BaseOperator):
    """Calls a function.

    :param python_callable: the function. What it returns is the task's XCom.
    :param op_args: positional arguments; texts in them are templates.
    :param op_kwargs: arguments by name; texts in them are templates.
    :param templates_dict: values whose texts are templates; the function gets them as ``templates_dict``.
    :param show_return_value_in_logs: whether the log shows what it returned.
    """

    template_fields = ("op_args", "op_kwargs", "templates_dict")

    function_kwargs = False
    """Whether what an instance of a mapped task gets are arguments of the function, and not of the operator."""

    def __init__(
        self,
        *,
        python_callable: Callable[..., Any],
        op_args: Optional[Sequence[Any]] = None,
        op_kwargs: Optional[Mapping[str, Any]] = None,
        templates_dict: Optional[Mapping[str, Any]] = None,
        templates_exts: Any = None,
        show_return_value_in_logs: bool = True,
        **kwargs: Any,
    ) -> None:
        if not callable(python_callable) and not isinstance(python_callable, MappedArgument):
            raise AirflowException("`python_callable` param must be callable")
        self.python_callable = python_callable
        self.op_args: Any = op_args if isinstance(op_args, (XComArg, MappedArgument)) else list(op_args or [])
        self.op_kwargs: Any = op_kwargs if isinstance(op_kwargs, (XComArg, MappedArgument)) else dict(op_kwargs or {})
        self.templates_dict = templates_dict
        self.show_return_value_in_logs = show_return_value_in_logs
        super().__init__(**kwargs)

    def call_document(self) -> Any:
        """The value of the action ``code``."""
        args = self.op_args if isinstance(self.op_args, list) else [self.op_args]
        kwargs = dict(self.op_kwargs) if isinstance(self.op_kwargs, dict) else {"**": self.op_kwargs}
        if self.templates_dict is not None:
            kwargs["templates_dict"] = self.templates_dict
        if self.is_mapped:
            args, kwargs = _without_mapped(args), _without_mapped(kwargs)
        return code_document(args, kwargs, passes_xcoms=_pulls(self.python_callable))

    def action_document(self) -> Dict[str, Any]:
        return {"code": self.call_document()}

    def execute(self, context: Dict[str, Any]) -> Any:
        if self.templates_dict is not None:
            context = {**context, "templates_dict": self.templates_dict}
        return call_with_context(self.python_callable, self.op_args, self.op_kwargs, context)

    def instance_of(self, expanded: Dict[str, Any]) -> BaseOperator:
        if not self.function_kwargs:
            return super().instance_of(expanded)
        instance = copy.copy(self)
        own = {name: value for name, value in self.op_kwargs.items() if not isinstance(value, MappedArgument)}
        instance.op_kwargs = {**own, **self.expanded_arguments(expanded)}
        return instance

    def render_template_fields(self, rendered: Dict[str, Any]) -> None:
        from .template import merge

        native = self.dag.render_template_as_native_obj
        kwargs = dict(rendered.get("op_kwargs") or {})
        if self.templates_dict is not None and "templates_dict" in kwargs:
            self.templates_dict = merge(self.templates_dict, kwargs.pop("templates_dict"), native)
        if isinstance(self.op_kwargs, dict):
            self.op_kwargs = merge(self.op_kwargs, kwargs, native)
        elif "**" in kwargs:
            self.op_kwargs = kwargs["**"] or {}
        args = rendered.get("op_args") or []
        if isinstance(self.op_args, list):
            self.op_args = merge(self.op_args, args, native)
        elif args:
            self.op_args = args[0] or []


def _without_mapped(value: Any) -> Any:
    """Arguments that an instance gets of what it is expanded over are no templates: they come with the instance."""
    if isinstance(value, MappedArgument):
        return None
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if not isinstance(item, MappedArgument)}
    return [_without_mapped(item) for item in value] if isinstance(value, list) else value


class BranchPythonOperator(PythonOperator):
    """Calls a function that says which of the direct downstream tasks go on: an id, a list of ids, or None for none."""

    def action_document(self) -> Dict[str, Any]:
        return {"branch": {"code": self.call_document()}}


class ShortCircuitOperator(PythonOperator):
    """Calls a function that says whether the run goes on.

    :param ignore_downstream_trigger_rules: whether a false condition skips everything downstream, or the direct tasks only.
    """

    def __init__(self, *, ignore_downstream_trigger_rules: bool = True, **kwargs: Any) -> None:
        self.ignore_downstream_trigger_rules = ignore_downstream_trigger_rules
        super().__init__(**kwargs)

    def action_document(self) -> Dict[str, Any]:
        document: Dict[str, Any] = {"short_circuit": {"code": self.call_document()}}
        if not self.ignore_downstream_trigger_rules:
            document["ignore_downstream_trigger_rules"] = False
        return document

    def execute(self, context: Dict[str, Any]) -> Any:
        return bool(super().execute(context))


class PythonSensor(PythonOperator):
    """Calls a function now and then until it returns something true."""

    def __init__(self, **kwargs: Any) -> None:
        from .sensors import POLICY, policy_document

        self.policy = policy_document({name: kwargs.pop(name) for name in POLICY if name in kwargs})
        super().__init__(**kwargs)

    def action_document(self) -> Dict[str, Any]:
        return {"sensor": {"code": self.call_document(), **self.policy}}

    def poke(self, context: Dict[str, Any]) -> Any:
        """One look."""
        return PythonOperator.execute(self, context)


class _BashFunction(PythonOperator):
    """Calls a function that returns a script, and runs that."""

    def __init__(self, *, env: Optional[Mapping[str, str]] = None, append_env: bool = False, cwd: Optional[str] = None, output_encoding: str = "utf-8", skip_on_exit_code: Any = 99, **kwargs: Any) -> None:
        self.skip_codes = [skip_on_exit_code] if isinstance(skip_on_exit_code, int) else list(skip_on_exit_code or [])
        self.env = env
        self.append_env = append_env
        self.cwd = cwd
        super().__init__(**kwargs)

    def execute(self, context: Dict[str, Any]) -> Any:
        from ._bash import run_bash

        script = super().execute(context)
        if not isinstance(script, str) or not script.strip():
            raise TypeError("the function of a @task.bash must return a script, a text that is not empty")
        return run_bash(script, dict(self.env) if self.env else None, self.append_env, self.cwd, self.skip_codes)


class _TaskFactory:
    """What ``@task`` makes of a function: each call makes a task, and answers what that will have returned."""

    def __init__(self, function: Callable[..., Any], operator: type, kwargs: Dict[str, Any], partial: Optional[Dict[str, Any]] = None) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self._operator = operator
        self._kwargs = kwargs
        self._partial = partial or {}

    def __call__(self, *args: Any, **kwargs: Any) -> XComArg:
        operator = self._make(list(args), {**self._partial, **kwargs})
        return XComArg(operator)

    def override(self, **kwargs: Any) -> "_TaskFactory":
        """The same task with other arguments of the operator, as ``task_id`` or ``retries``."""
        return _TaskFactory(self.function, self._operator, {**self._kwargs, **kwargs}, self._partial)

    def partial(self, **kwargs: Any) -> "_TaskFactory":
        """Arguments of the function that all instances share."""
        return _TaskFactory(self.function, self._operator, self._kwargs, {**self._partial, **kwargs})

    def expand(self, **kwargs: Any) -> XComArg:
        """A task with an instance for each combination of items."""
        if not kwargs:
            raise TypeError("expand() needs at least one argument to go through")
        self._check([*kwargs, *self._partial])
        document = {"expand": [{name: input_document(value, name)} for name, value in kwargs.items()]}
        operator = self._make([], {**self._partial, **{name: MappedArgument(name) for name in kwargs}}, mapped=True)
        operator.set_mapped(kwargs, document)
        return XComArg(operator)

    def expand_kwargs(self, kwargs: Any, strict: bool = True) -> XComArg:
        """A task with an instance for each of several mappings of arguments."""
        operator = self._make([], dict(self._partial), mapped=True)
        operator.set_mapped({"": kwargs}, {"expand_kwargs": input_document(kwargs, "expand_kwargs")})
        return XComArg(operator)

    def _check(self, names: List[str]) -> None:
        parameters = _signature(self.function).parameters.values()
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            unknown = [name for name in names if name not in {p.name for p in parameters}]
            if unknown:
                raise TypeError(f"the function {self.function.__name__} takes no {', '.join(unknown)}")

    def _make(self, args: List[Any], kwargs: Dict[str, Any], mapped: bool = False) -> Any:
        from .dag import DAG
        from .task_group import current_group

        if not mapped:
            _bind(self.function, args, kwargs)
        options = dict(self._kwargs)
        roles = {name: options.pop(name, None) for name in ("_setup", "_teardown", "_on_failure_fail_dagrun")}
        task_id = options.pop("task_id", None) or self.function.__name__
        dag = options.get("dag") or DAG.current()
        if dag is None:
            raise AirflowException(f"the task {task_id} is made in no DAG: call it inside 'with DAG(…)' or a @dag function")
        group = current_group(dag)
        full = group.child_id(task_id) if group is not None else task_id
        task_id += dag.free_task_id(full)[len(full):]
        if "multiple_outputs" not in options:
            options["multiple_outputs"] = _returns_mapping(self.function)
        operator = self._operator(task_id=task_id, python_callable=self.function, op_args=args, op_kwargs=kwargs, **options)
        operator.function_kwargs = mapped
        if roles["_setup"]:
            operator.as_setup()
        if roles["_teardown"]:
            operator.as_teardown(on_failure_fail_dagrun=bool(roles["_on_failure_fail_dagrun"]))
        return operator


def _bind(function: Callable[..., Any], args: List[Any], kwargs: Dict[str, Any]) -> None:
    """Complains at once about arguments that do not fit. Facts of the task need not be given."""
    signature = _signature(function)
    if not any(name in _CONTEXT_NAMES for name in signature.parameters):
        signature.bind(*args, **kwargs)
        return
    parameters = [p.replace(default=None) if p.name in _CONTEXT_NAMES and p.default is p.empty and p.kind is not p.VAR_KEYWORD else p for p in signature.parameters.values()]
    seen_default = False
    for index, parameter in enumerate(parameters):
        # A fact in front of others must not make a signature that Python refuses.
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            if seen_default and parameter.default is parameter.empty:
                parameters[index] = parameter.replace(default=None)
            seen_default = seen_default or parameters[index].default is not parameter.empty
    signature.replace(parameters=parameters).bind(*args, **kwargs)


def _returns_mapping(function: Callable[..., Any]) -> bool:
    returns = getattr(function, "__annotations__", {}).get("return")
    if isinstance(returns, str):
        return returns.split("[")[0].split(".")[-1] in ("dict", "Dict", "Mapping", "MutableMapping")
    origin = getattr(returns, "__origin__", returns)
    return isinstance(origin, type) and issubclass(origin, Mapping)


class _TaskDecorator:
    """``@task`` and what hangs on it: ``@task.branch``, ``@task.short_circuit``, ``@task.sensor``, ``@task.bash``."""

    def __call__(self, function: Any = None, **kwargs: Any) -> Any:
        return _decorate(PythonOperator, function, kwargs)

    def python(self, function: Any = None, **kwargs: Any) -> Any:
        """A task that calls the function."""
        return _decorate(PythonOperator, function, kwargs)

    def branch(self, function: Any = None, **kwargs: Any) -> Any:
        """A task whose function says which of the direct downstream tasks go on."""
        return _decorate(BranchPythonOperator, function, kwargs)

    def short_circuit(self, function: Any = None, **kwargs: Any) -> Any:
        """A task whose function says whether the run goes on."""
        return _decorate(ShortCircuitOperator, function, kwargs)

    def sensor(self, function: Any = None, **kwargs: Any) -> Any:
        """A task whose function is called now and then until it returns something true."""
        return _decorate(PythonSensor, function, kwargs)

    def bash(self, function: Any = None, **kwargs: Any) -> Any:
        """A task whose function returns a script, which is then run."""
        return _decorate(_BashFunction, function, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotSupportedError(f"@task.{name}", "there are @task, @task.branch, @task.short_circuit, @task.sensor and @task.bash")


def _decorate(operator: type, function: Any, kwargs: Dict[str, Any]) -> Any:
    if function is not None:
        return _TaskFactory(function, operator, kwargs)
    return lambda decorated: _TaskFactory(decorated, operator, kwargs)


task = _TaskDecorator()


def setup(function: Any) -> Any:
    """A task that prepares something for the tasks downstream."""
    factory = function if isinstance(function, _TaskFactory) else task(function)
    return factory.override(_setup=True)


def teardown(function: Any = None, *, on_failure_fail_dagrun: bool = False) -> Any:
    """A task that cleans up once the tasks between its setups and itself are over.

    :param on_failure_fail_dagrun: whether its failure fails the run.
    """
    if function is None:
        return lambda decorated: teardown(decorated, on_failure_fail_dagrun=on_failure_fail_dagrun)
    factory = function if isinstance(function, _TaskFactory) else task(function)
    return factory.override(_teardown=True, _on_failure_fail_dagrun=on_failure_fail_dagrun)
