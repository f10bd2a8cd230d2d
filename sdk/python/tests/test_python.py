from __future__ import annotations

import unittest
from typing import Any, Dict

import orrery
from orrery import DAG, BashOperator, EmptyOperator, PythonOperator, dag, task, task_group

from .support import SdkTest


def tasks_of(made: DAG) -> Dict[str, Any]:
    return {item["task_id"]: item for item in made.to_document()["tasks"]}


class TaskflowTests(unittest.TestCase):
    def test_values_make_edges_and_templates(self) -> None:
        @dag()
        def d() -> None:
            @task
            def a() -> Dict[str, int]:
                return {}

            @task
            def b(x: Any, y: Any) -> None: ...

            b(a(), {"k": [a()["n"]]})

        tasks = tasks_of(d())
        self.assertEqual(list(tasks), ["a", "a__1", "b"])
        self.assertEqual(tasks["b"]["depends_on"], ["a", "a__1"])
        self.assertEqual(tasks["b"]["code"], {"op_args": ["{{ ti.xcom_pull('a') }}", {"k": ["{{ ti.xcom_pull('a__1', key='n') }}"]}]})

    def test_arguments_of_a_dag_function_are_params(self) -> None:
        @dag(dag_id="x")
        def d(region: str = "eu") -> None:
            BashOperator(task_id="a", bash_command=f"echo {region}", do_xcom_push=False)

        document = d().to_document()
        self.assertEqual(document["params"], {"region": {"default": "eu"}})
        self.assertEqual(document["tasks"][0]["bash"], "echo {{ params.region }}")

    def test_kinds_of_tasks(self) -> None:
        with DAG("d") as made:
            @task.branch
            def a() -> str: ...

            @task.short_circuit(ignore_downstream_trigger_rules=False)
            def b() -> bool: ...

            @task.sensor(poke_interval=5, mode="reschedule")
            def c() -> bool: ...

            a() >> b() >> c()
        tasks = tasks_of(made)
        self.assertEqual(tasks["a"]["branch"], {"code": True})
        self.assertEqual((tasks["b"]["short_circuit"], tasks["b"]["ignore_downstream_trigger_rules"]), ({"code": True}, False))
        self.assertEqual(tasks["c"]["sensor"], {"code": True, "poke_interval": 5, "mode": "reschedule"})

    def test_who_may_pull_is_handed_xcoms(self) -> None:
        with DAG("d") as made:
            PythonOperator(task_id="plain", python_callable=lambda x=1: x)
            PythonOperator(task_id="ti", python_callable=lambda ti: ti)
            PythonOperator(task_id="kwargs", python_callable=lambda **kw: kw)
            PythonOperator(task_id="context", python_callable=lambda: orrery.get_current_context())
        tasks = tasks_of(made)
        self.assertEqual([name for name, item in tasks.items() if item["code"] is not True], ["ti", "kwargs", "context"])

    def test_wrong_arguments_are_refused_at_once(self) -> None:
        with DAG("d"):
            @task
            def a(x: int, ti: Any = None, ds: Any = None) -> None: ...

            with self.assertRaisesRegex(TypeError, "missing a required argument: 'x'"):
                a()
            with self.assertRaisesRegex(TypeError, "takes no z"):
                a.expand(z=[1])

    def test_mapping(self) -> None:
        with DAG("d") as made:
            @task
            def items() -> list: ...

            @task
            def add(x: int, y: int) -> int: ...

            add.partial(y=2).expand(x=items())
            add.override(task_id="sets").expand_kwargs([{"x": 1, "y": 2}])
            add.override(task_id="zipped").expand(x=items().zip(items()), y=[1])
            add.override(task_id="mapped").expand(x=items().map(lambda x: x + 1), y={"k": 1})
        tasks = tasks_of(made)
        self.assertEqual(tasks["add"]["expand"], [{"x": {"xcom": "items"}}])
        self.assertEqual(tasks["add"]["code"], {"op_kwargs": {"y": 2}})
        self.assertEqual(tasks["sets"]["expand_kwargs"], [{"x": 1, "y": 2}])
        self.assertEqual(tasks["zipped"]["expand"], [{"x": {"zip": [{"xcom": "items__1"}, {"xcom": "items__2"}]}}, {"y": [1]}])
        self.assertEqual(tasks["zipped"]["depends_on"], ["items__1", "items__2"])
        self.assertEqual(tasks["mapped"]["expand"], [{"x": {"xcom": "items__3"}}, {"y": [["k", 1]]}])

    def test_mapped_operators(self) -> None:
        with DAG("d") as made:
            BashOperator.partial(task_id="a", do_xcom_push=False).expand(bash_command=["echo 1"])
            EmptyOperator.partial(task_id="b").expand_kwargs([{"trigger_rule": "always"}])
        self.assertEqual(tasks_of(made)["a"]["bash"], "{{ expand.bash_command }}")

    def test_mapped_groups(self) -> None:
        with DAG("d") as made:
            @task
            def regions() -> list: ...

            @task_group
            def publish(region: str) -> None:
                BashOperator(task_id="send", bash_command="send", env={"REGION": region}, do_xcom_push=False)

            publish.expand(region=regions())
        document = made.to_document()
        self.assertEqual(document["task_groups"], [{"group_id": "publish", "expand": [{"region": {"xcom": "regions"}}]}])
        self.assertEqual(tasks_of(made)["publish.send"]["env"], {"REGION": "{{ expand.region }}"})
        self.assertEqual(tasks_of(made)["publish.send"]["depends_on"], ["regions"])

    def test_an_xcom_is_not_iterable(self) -> None:
        with DAG("d"), self.assertRaisesRegex(TypeError, "not iterable"):
            @task
            def a() -> list: ...

            list(a())


class RunnerTests(SdkTest):
    HEAD = "from orrery import *\nimport sys\n"

    def run_code(self, body: str, task_id: str = "a", **call: Any) -> Any:
        return self.run_task(self.HEAD + body, task_id, **call)

    def test_returns_and_pushes(self) -> None:
        code, xcom, keys, output = self.run_code(
            "with DAG('d'):\n    @task(multiple_outputs=True)\n    def a(x, ti):\n        ti.xcom_push('k', {1})\n        print('got', x)\n        return {'n': 1}\n    a(3)\n",
            op_args=[3],
        )
        self.assertEqual((code, xcom, keys), (0, {"n": 1}, {"n": 1, "k": [1]}))
        self.assertIn("got 3", output)

    def test_ends_by_exceptions(self) -> None:
        for raised, expected in [
            ("AirflowSkipException('no')", 99), ("AirflowFailException('never')", 97), ("ValueError('again')", 1), ("SystemExit(5)", 5), ("SystemExit()", 0),
        ]:
            with self.subTest(raised=raised):
                code, xcom, _, _ = self.run_code(f"with DAG('d'):\n    @task\n    def a():\n        raise {raised}\n    a()\n")
                self.assertEqual((code, xcom), (expected, None))

    def test_what_json_cannot_carry_is_refused(self) -> None:
        code, xcom, _, output = self.run_code("with DAG('d'):\n    @task\n    def a():\n        return object()\n    a()\n")
        self.assertEqual((code, xcom), (97, None))
        self.assertIn("which JSON cannot carry", output)

    def test_pulls_what_it_was_handed(self) -> None:
        body = "with DAG('d'):\n    @task\n    def a(ti):\n        return [ti.xcom_pull('x'), ti.xcom_pull('m'), ti.xcom_pull('m', map_indexes=1), ti.xcom_pull('x', key='k'), ti.xcom_pull('none', default=7)]\n    a()\n"
        xcoms = {"x": {"-1": {"return_value": 1, "k": 2}}, "m": {"1": {"return_value": "b"}, "0": {"return_value": "a"}}}
        self.assertEqual(self.run_code(body, xcoms=xcoms, xcoms_are_complete=True)[1], [1, ["a", "b"], "b", 2, 7])

    def test_templates_yield_texts_and_xcoms_values(self) -> None:
        body = (
            "with DAG('d'):\n    @task\n    def x(): ...\n    @task\n    def a(text, value, *, plain):\n        return [text, value, plain]\n    a('{{ params.n }}', x(), plain=(1, '{{ ds }}'))\n"
        )
        self.assertEqual(self.run_code(body, op_args=[5, {"k": 1}], op_kwargs={"plain": [1, "2026-01-01"]})[1], ["5", {"k": 1}, [1, "2026-01-01"]])

    def test_instances_get_what_they_are_expanded_over(self) -> None:
        body = "with DAG('d'):\n    @task\n    def x(): ...\n    @task\n    def a(n, m):\n        return [n, m]\n    a.partial(m=2).expand(n=x().map(lambda v: v * 10))\n"
        self.assertEqual(self.run_code(body, op_kwargs={"m": 2}, expand={"n": 4}, map_index=1)[1], [40, 2])

    def test_an_operator_of_ones_own(self) -> None:
        body = (
            "class Own(BaseOperator):\n    template_fields = ('path',)\n    def __init__(self, path, **kw):\n        super().__init__(**kw)\n        self.path = path\n"
            "    def execute(self, context):\n        return [self.path, context['ds'], context['params']['p']]\n"
            "with DAG('d'):\n    Own(task_id='a', path='/x/{{ ds }}')\n"
        )
        result = self.run_code(body, op_kwargs={"path": "/x/2026-01-31"}, logical_date="2026-01-31T00:00:00.0000000+00:00", params={"p": 1})
        self.assertEqual(result[1], ["/x/2026-01-31", "2026-01-31", 1])

    def test_a_mapped_operator_of_ones_own(self) -> None:
        body = (
            "class Own(BaseOperator):\n    def __init__(self, path, more, **kw):\n        super().__init__(**kw)\n        self.path = path + more\n"
            "    def execute(self, context):\n        return self.path\n"
            "with DAG('d') as dag:\n    Own.partial(task_id='a', more='!').expand(path=['x', 'y'])\n"
        )
        self.assertEqual(self.run_code(body, expand={"path": "y"}, map_index=1)[1], "y!")

    def test_branches_by_the_calendar(self) -> None:
        body = (
            "import datetime\nways = {'follow_task_ids_if_true': 'yes', 'follow_task_ids_if_false': 'no', 'use_task_logical_date': True}\nwith DAG('d'):\n"
            "    BranchDayOfWeekOperator(task_id='a', week_day=['saturday', WeekDay.SUNDAY], **ways)\n"
            "    BranchDateTimeOperator(task_id='b', target_lower=datetime.time(23), target_upper=datetime.time(1), **ways)\n"
        )
        for day, expected in (("2026-01-31T23:30:00+00:00", ("yes", "yes")), ("2026-01-30T12:00:00+00:00", ("no", "no"))):
            self.assertEqual(tuple(self.run_code(body, task_id=name, logical_date=day)[1] for name in "ab"), expected)

    def test_a_branch_of_ones_own(self) -> None:
        body = "class Own(BaseBranchOperator):\n    def choose_branch(self, context):\n        return ['x', context['run_id']]\nwith DAG('d'):\n    Own(task_id='a')\n"
        self.assertEqual(self.run_code(body)[1], ["x", "r"])
        self.assertEqual(self.tasks(self.HEAD + body)["a"]["branch"], {"code": {"pass_xcoms": True}})

    def test_sensors_say_not_yet(self) -> None:
        body = "with DAG('d'):\n    @task.sensor\n    def a(params):\n        return PokeReturnValue(params['there'], 'found')\n    a()\n"
        self.assertEqual(self.run_code(body, is_sensor=True, params={"there": False})[0], 98)
        self.assertEqual(self.run_code(body, is_sensor=True, params={"there": True})[:2], (0, "found"))

    def test_a_task_may_defer_itself(self) -> None:
        body = "with DAG('d'):\n    @task\n    def a():\n        raise DeferTask(sensor={'file': '/x'}, state=3)\n    a()\n"
        self.assertEqual(self.run_code(body)[0], 0)
        self.assertEqual(self.deferral, {"sensor": {"file": "/x"}, "state": 3})

    def test_callbacks_are_called_with_the_context(self) -> None:
        body = "def tell(context):\n    print('called for', context['callback']['task_id'])\nwith DAG('d', on_failure_callback=tell):\n    EmptyOperator(task_id='a', on_failure_callback=[tell])\n"
        for task_id in ("a.on_failure", "on_failure"):
            self.assertIn("called for a", self.run_code(body, task_id=task_id, callback={"task_id": "a"})[3])

    def test_bash_functions_run_what_they_return(self) -> None:
        body = "with DAG('d'):\n    @task.bash\n    def a():\n        return 'echo one; echo two'\n    a()\n"
        self.assertEqual(self.run_code(body)[:2], (0, "two"))

    def test_outlet_events(self) -> None:
        body = "x = Asset('s3://x')\nwith DAG('d'):\n    @task(outlets=[x])\n    def a(outlet_events):\n        outlet_events[x].extra = {'rows': 1}\n    a()\n"
        self.run_code(body)
        self.assertEqual(self.outlets, {"s3://x": {"rows": 1}})

    def test_a_dag_that_is_gone_is_not_tried_again(self) -> None:
        code, _, _, output = self.run_task(self.HEAD + "with DAG('other'):\n    EmptyOperator(task_id='a')\n", "a")
        self.assertEqual(code, 97)
        self.assertIn("defines no DAG d now", output)
