CREATE TABLE task_instance_note (
    run_pk     INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    content    TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (run_pk, ordinal)
) STRICT, WITHOUT ROWID;
