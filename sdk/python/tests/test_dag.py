from __future__ import annotations

import datetime
import os
import unittest

import orrery
from orrery import DAG, Asset, BashOperator, EmptyOperator, Label, Param, TaskGroup, chain, cross_downstream

from .support import ROOT, SdkTest, run


def document(dag: DAG) -> dict:
    return dag.to_document()


def edges(dag: DAG) -> dict:
    return {task.task_id: sorted(task.upstream_task_ids) for task in dag.tasks}


class DagTests(unittest.TestCase):
    def test_fields_are_those_of_dag_files(self) -> None:
        dag = DAG(
            "d", description="x", schedule="0 6 * * *", start_date=datetime.datetime(2026, 1, 1), catchup=True, max_active_runs=2, tags=["b", "a"],
            dagrun_timeout=datetime.timedelta(hours=1), default_args={"owner": "me", "retries": 2}, params={"n": 1, "m": Param(2, type="integer", minimum=1)},
        )
        with dag:
            EmptyOperator(task_id="a")
        self.assertEqual(
            document(dag),
            {
                "format": 1, "dag_id": "d", "description": "x", "schedule": "0 6 * * *", "start_date": "2026-01-01T00:00:00", "catchup": True,
                "max_active_runs": 2, "dagrun_timeout": 3600, "tags": ["a", "b"], "owner": "me",
                "params": {"n": {"default": 1}, "m": {"default": 2, "type": "integer", "minimum": 1}},
                "tasks": [{"task_id": "a", "empty": True, "retries": 2}],
            },
        )

    def test_time_zone_is_that_of_the_start_date(self) -> None:
        import pendulum

        self.assertEqual(document(DAG("d", start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin")))["timezone"], "Europe/Berlin")

    def test_schedules(self) -> None:
        delta = datetime.timedelta(minutes=5)
        for schedule, expected in [
            (delta, {"every": 300}),
            (orrery.CronTriggerTimetable("0 1 * * *", timezone="UTC", interval=delta), {"cron": "0 1 * * *", "interval": 300}),
            (orrery.CronDataIntervalTimetable("0 1 * * *", "UTC"), {"cron_interval": "0 1 * * *"}),
            (orrery.DeltaDataIntervalTimetable(delta), {"every": 300, "covers_interval": True}),
            (Asset("s3://a"), {"all": [{"uri": "s3://a"}]}),
            ([Asset("s3://a"), Asset("s3://b")], {"all": [{"uri": "s3://a"}, {"uri": "s3://b"}]}),
            (Asset("a", "s3://a") | Asset("s3://b"), {"any": [{"uri": "s3://a", "name": "a"}, {"uri": "s3://b"}]}),
            ("@daily", "@daily"),
        ]:
            with self.subTest(schedule=schedule):
                self.assertEqual(document(DAG("d", schedule=schedule))["schedule"], expected)
        self.assertNotIn("schedule", document(DAG("d", schedule=None)))

    def test_dependencies(self) -> None:
        with DAG("d") as dag:
            a, b, c, d, e = (EmptyOperator(task_id=name) for name in "abcde")
            a >> [b, c] >> d
            e << d
        self.assertEqual(edges(dag), {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d"]})

    def test_chain_and_cross_downstream(self) -> None:
        with DAG("d") as dag:
            a, b, c, d, e, f = (EmptyOperator(task_id=name) for name in "abcdef")
            chain(a, [b, c], [d, e], f)
            cross_downstream([a], [f])
        self.assertEqual(edges(dag), {"a": [], "b": ["a"], "c": ["a"], "d": ["b"], "e": ["c"], "f": ["a", "d", "e"]})

    def test_labels_are_passed_over(self) -> None:
        with DAG("d") as dag:
            a, b, c = (EmptyOperator(task_id=name) for name in "abc")
            a >> Label("x") >> b
            [a, b] >> Label("y") >> c
        self.assertEqual(edges(dag), {"a": [], "b": ["a"], "c": ["a", "b"]})

    def test_groups_stand_for_their_roots_and_leaves(self) -> None:
        with DAG("d") as dag:
            start = EmptyOperator(task_id="start")
            with TaskGroup("g", default_args={"retries": 3}) as group:
                a, b = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
                with TaskGroup("inner", prefix_group_id=False):
                    c = EmptyOperator(task_id="c")
                a >> c
            end = EmptyOperator(task_id="end")
            start >> group >> end
        self.assertEqual(edges(dag), {"start": [], "g.a": ["start"], "g.b": ["start"], "g.c": ["g.a"], "end": ["g.b", "g.c"]})
        tasks = {task["task_id"]: task for task in document(dag)["tasks"]}
        self.assertEqual(tasks["g.a"]["retries"], 3)
        self.assertEqual(tasks["g.c"]["group"], "g.inner")
        self.assertEqual(b.task_id, "g.b")

    def test_two_tasks_with_one_id_are_refused(self) -> None:
        with DAG("d"), self.assertRaisesRegex(orrery.AirflowException, "two tasks with the id a"):
            EmptyOperator(task_id="a")
            EmptyOperator(task_id="a")

    def test_what_is_not_supported_is_named(self) -> None:
        with self.assertRaisesRegex(ImportError, "user_defined_macros of DAG d"):
            DAG("d", user_defined_macros={"x": 1})
        with self.assertRaisesRegex(ImportError, "on_retry_callback in default_args of DAG d"):
            DAG("d", default_args={"on_retry_callback": print})
        with DAG("d"):
            with self.assertRaisesRegex(ImportError, "executor_config of task a"):
                EmptyOperator(task_id="a", executor_config={"x": 1})
            with self.assertRaisesRegex(TypeError, "retrys=3"):
                EmptyOperator(task_id="b", retrys=3)
        with self.assertRaisesRegex(TypeError, "max_runs=1"):
            DAG("d", max_runs=1)

    def test_setup_and_teardown(self) -> None:
        with DAG("d") as dag:
            make, work, clean = (EmptyOperator(task_id=name) for name in ("make", "work", "clean"))
            make >> work
            with clean.as_teardown(setups=make):
                EmptyOperator(task_id="inside")
        tasks = {task["task_id"]: task for task in document(dag)["tasks"]}
        self.assertTrue(tasks["make"]["setup"])
        self.assertTrue(tasks["clean"]["teardown"])
        self.assertEqual(tasks["inside"]["depends_on"], ["make"])
        self.assertEqual(tasks["clean"]["depends_on"], ["inside", "make"])

    def test_operators_are_actions(self) -> None:
        with DAG("d"):
            for operator, expected in [
                (orrery.LatestOnlyOperator(task_id="a"), {"latest_only": True}),
                (orrery.TriggerDagRunOperator(task_id="b", trigger_dag_id="x", conf={"k": "{{ ds }}"}, wait_for_completion=True),
                 {"trigger_dag": {"dag_id": "x", "conf": {"k": "{{ ds }}"}, "wait_for_completion": True}}),
                (orrery.FileSensor(task_id="c", filepath="/x", mode="reschedule"), {"sensor": {"file": "/x", "mode": "reschedule"}}),
                (orrery.TimeSensor(task_id="e", target_time=datetime.time(6, 30)), {"wait": {"time_of_day": "06:30:00"}}),
                (orrery.ExternalTaskSensor(task_id="f", external_dag_id="x", external_task_id="t", execution_delta=datetime.timedelta(hours=1)),
                 {"sensor": {"dag": {"dag_id": "x", "task_id": "t", "logical_date": "{{ logical_date - macros.timedelta(seconds=3600) }}"}}}),
                (orrery.HttpSensor(task_id="g", url="http://x", poke_interval=5), {"sensor": {"http": {"url": "http://x"}, "poke_interval": 5}}),
                (orrery.AssetSensor(task_id="k", asset=Asset("a", "s3://a"), timeout=5), {"sensor": {"asset": "s3://a", "timeout": 5}}),
                (orrery.SqlSensor(task_id="h", sqlite="x.db", sql="select 1"), {"sensor": {"sql": {"sqlite": "x.db", "query": "select 1"}}}),
                (orrery.ApprovalOperator(task_id="i", subject="Go?"), {"approval": {"subject": "Go?"}}),
                (BashOperator(task_id="j", bash_command="true", do_xcom_push=False, env={"A": "{{ ds }}"}), {"bash": "true", "env": {"A": "{{ ds }}"}}),
            ]:
                with self.subTest(operator=operator):
                    self.assertEqual(operator.action_document(), expected)


class FileTests(SdkTest):
    def test_a_script_may_be_a_file(self) -> None:
        self.write("run.sh", "echo from a file\n")
        tasks = self.tasks("from orrery import *\nwith DAG('d'):\n    BashOperator(task_id='a', bash_command='run.sh', do_xcom_push=False)\n")
        self.assertEqual(tasks["a"]["bash"], "echo from a file\n")

    def test_dags_of_modules_are_not_those_of_the_file(self) -> None:
        self.write("other.py", "from orrery import *\nwith DAG('other'):\n    EmptyOperator(task_id='a')\n")
        self.write("make.py", "from orrery import *\ndef make(name):\n    with DAG(name):\n        EmptyOperator(task_id='a')\n")
        output = self.load("import other\nfrom make import make\nmake('one')\nmake('two')\n")
        self.assertEqual([dag["dag_id"] for dag in output["dags"]], ["one", "two"])

    def test_lines_are_those_of_the_file(self) -> None:
        output = self.load("from orrery import *\n\nwith DAG('d'):\n    EmptyOperator(task_id='a')\n    @task\n    def b(): ...\n    b()\n")
        self.assertEqual(output["lines"], [{"dag": 3, "tasks": {"a": 4, "b": 7}}])

    def test_variables_are_inputs(self) -> None:
        output = self.load("from orrery import *\nname = Variable.get('NAME')\nwith DAG(name): EmptyOperator(task_id='a')\n", AIRFLOW_VAR_NAME="x")
        self.assertEqual(output["dags"][0]["dag_id"], "x")
        self.assertIn({"kind": "variable", "name": "NAME"}, output["inputs"])

    def test_an_error_names_the_line_of_the_file(self) -> None:
        code, output, error = self.load_file(self.write("dag.py", "from orrery import *\n\nVariable.get('missing')\n"))
        self.assertEqual((code, output, error["line"]), (1, None, 3))
        self.assertIn("Variable missing does not exist", error["message"])

    def test_listed_folders_are_inputs(self) -> None:
        self.write("tables/a.sql", "")
        output = self.load("import glob, os\nfrom orrery import *\nwith DAG('d'):\n    EmptyOperator(task_id=str(len(os.listdir(os.path.dirname(__file__) + '/tables'))))\nglob.glob('*.none')\n")
        self.assertEqual([i["name"] for i in output["inputs"] if i["kind"] == "directory"], ["tables"])

    def test_the_sample_of_the_warm_parent_is_a_dag_file(self) -> None:
        code, output, error = self.load_file(os.path.join(ROOT, "orrery", "_sample.py"))
        self.assertEqual(code, 0, error)
        self.assertEqual([dag["dag_id"] for dag in output["dags"]], ["sample", "flow"])

    def test_a_warm_parent_is_as_it_was_before(self) -> None:
        process = run(
            [
                "-c",
                "import sys\nfrom orrery import _loading, _parser_host as host\npath, modules = list(sys.path), set(sys.modules)\nhost._warm_up()\n"
                "print(sys.path == path, _loading.current() is None, [m for m in set(sys.modules) - modules if m.startswith('orrery_dag')])",
            ]
        )
        self.assertEqual((process.returncode, process.stdout), (0, "True True []\n"))
