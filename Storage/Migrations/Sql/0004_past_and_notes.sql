CREATE INDEX dag_run_by_logical_date ON dag_run (dag_id, logical_date, run_pk) WHERE logical_date IS NOT NULL;

CREATE TABLE task_instance_note (
    run_pk     INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    content    TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (run_pk, ordinal)
) STRICT, WITHOUT ROWID;
