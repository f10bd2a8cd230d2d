"""A DAG file as it is written for Airflow: it runs here without Airflow."""

from __future__ import annotations

import textwrap
from datetime import datetime, timedelta

import pendulum
from airflow.decorators import task
from airflow.models.dag import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label

with DAG(
    "airflow_tutorial",
    default_args={
        "owner": "airflow",
        "depends_on_past": False,
        "email": ["airflow@example.com"],
        "email_on_failure": False,
        "email_on_retry": False,
        "retries": 1,
        "retry_delay": timedelta(minutes=5),
    },
    description="A simple tutorial DAG",
    schedule=timedelta(days=1),
    start_date=pendulum.datetime(2021, 1, 1, tz="UTC"),
    catchup=False,
    tags=["example"],
) as dag:
    t1 = BashOperator(task_id="print_date", bash_command="date")
    t2 = BashOperator(task_id="sleep", depends_on_past=False, bash_command="sleep 0.1", retries=3)

    t1.doc_md = textwrap.dedent(
        """\
    #### Task Documentation
    You can document your task using the attributes `doc_md` (markdown).
    """
    )
    dag.doc_md = __doc__

    templated_command = textwrap.dedent(
        """
    {% for i in range(5) %}
        echo "{{ ds }}"
        echo "{{ macros.ds_add(ds, 7)}}"
    {% endfor %}
    """
    )
    t3 = BashOperator(task_id="templated", depends_on_past=False, bash_command=templated_command)

    def print_context(ds=None, **kwargs):
        """Print the context and the ds variable."""
        print(ds, kwargs["dag_run"].run_id, kwargs["ti"].xcom_pull(task_ids="templated"))
        return "Whatever you return gets printed in the logs"

    run_this = PythonOperator(task_id="print_the_context", python_callable=print_context)

    @task(task_id="check")
    def check(value: str, logical_date: datetime | None = None) -> None:
        assert value.startswith("Whatever"), value
        assert logical_date is not None

    t1 >> Label("then") >> [t2, t3] >> run_this
    check(run_this.output)
