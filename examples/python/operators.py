"""Operators and functions side by side: a branch, a gate, a sensor, a group, setup and teardown, callbacks."""

from datetime import datetime, timedelta

from orrery import (
    DAG,
    BashOperator,
    BranchPythonOperator,
    EmptyOperator,
    PythonOperator,
    ShortCircuitOperator,
    TaskGroup,
    TriggerRule,
    chain,
    task,
)


def report(context):
    print("done:", context["task_instance_key_str"] if "ti" in context else context["run_id"])


def choose(params, **_):
    return "full" if params["full"] else "quick"


with DAG(
    "operators",
    description="One of each",
    start_date=datetime(2026, 1, 1),
    default_args={"retries": 1, "retry_delay": timedelta(seconds=1)},
    params={"full": False},
    on_success_callback=report,
    tags=["example"],
) as dag:
    make = BashOperator(task_id="make", bash_command="mktemp -d").as_setup()
    branch = BranchPythonOperator(task_id="branch", python_callable=choose)
    full = EmptyOperator(task_id="full")
    quick = PythonOperator(task_id="quick", python_callable=lambda folder, ds: print(folder, ds), op_args=[make.output])
    gate = ShortCircuitOperator(task_id="gate", python_callable=lambda: True, trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)

    with TaskGroup("checks") as checks:

        @task.sensor(poke_interval=0.2, timeout=30, mode="reschedule")
        def is_there(ti=None):
            return ti.xcom_pull("make") is not None

        @task.bash
        def count(folder):
            return f"ls {folder} | wc -l"

        is_there() >> count(make.output)

    clean = BashOperator(task_id="clean", bash_command="rm -rf {{ ti.xcom_pull('make') }}").as_teardown(setups=make)
    chain(make, branch, [full, quick])
    [full, quick] >> gate >> checks >> clean
