"""A DAG file as they are, which a warm parent loads to be warm."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from airflow.sdk import DAG, Label, TaskGroup, task
from orrery import BashOperator, EmptyOperator, PythonOperator, dag as dag_of


@task(retries=1)
def extract(table: str, ti=None) -> dict:  # type: ignore[no-untyped-def,type-arg]
    return {"table": table}


@task
def load(rows: dict) -> None:  # type: ignore[type-arg]
    print(rows)


with DAG(
    "sample",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    default_args={"retries": 2, "retry_delay": timedelta(minutes=1), "owner": "orrery"},
    params={"size": 1},
    tags=["sample"],
) as dag:
    start = EmptyOperator(task_id="start")
    with TaskGroup("tables"):
        shell = BashOperator(task_id="shell", bash_command="echo {{ ds }}", env={"A": "b"})
        classic = PythonOperator(task_id="classic", python_callable=print, op_args=["{{ params.size }}"], op_kwargs={"sep": ""})
        start >> Label("then") >> [shell, classic]
    load(extract("orders")) >> EmptyOperator(task_id="end", trigger_rule="all_done")


@dag_of(schedule=None, catchup=False)
def flow(size: int = 1):  # type: ignore[no-untyped-def]
    load.expand(rows=extract.expand(table=["a", "b"]))


flow()
