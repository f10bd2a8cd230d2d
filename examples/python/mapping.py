"""Tasks and groups with an instance for each item of a list that is known only at run time."""

from orrery import AirflowSkipException, BashOperator, DAG, task, task_group

with DAG("python_mapping", tags=["example"]):

    @task
    def list_files():
        return ["a.csv", "b.csv", "c.txt"]

    @task
    def count(file, factor):
        if not file.endswith(".csv"):
            raise AirflowSkipException(f"{file} is no table")
        return len(file) * factor

    @task(trigger_rule="none_failed")
    def total(counts):
        assert sorted(counts) == [50, 50], counts
        return sum(counts)

    @task_group
    def publish(region):
        @task
        def render(name):
            return f"report-{name}"

        BashOperator(task_id="send", bash_command="echo {{ ti.xcom_pull('render') }}", env={"REPORT": render(region)})

    files = list_files()
    sum_up = total(count.partial(factor=10).expand(file=files))
    sum_up >> publish.expand(region=["eu", "us"])
