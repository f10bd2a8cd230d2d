-- What the current try of a task instance waits for, as JSON.
ALTER TABLE task_instance ADD COLUMN wait TEXT;

-- What a person is asked, and the answer. Lists of users and options are JSON.
CREATE TABLE approval (
    run_pk         INTEGER NOT NULL,
    ordinal        INTEGER NOT NULL,
    try_number     INTEGER NOT NULL,
    subject        TEXT    NOT NULL,
    body           TEXT,
    options        TEXT    NOT NULL,
    defaults       TEXT    NOT NULL,
    multiple       INTEGER NOT NULL,
    assigned_users TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    responded_at   INTEGER,
    responded_by   TEXT,
    chosen_options TEXT,
    params_input   TEXT,
    PRIMARY KEY (run_pk, ordinal, try_number)
) STRICT, WITHOUT ROWID;

-- What nobody has answered: its size is that of the questions at hand, not of the history.
CREATE INDEX approval_open ON approval (created_at, run_pk, ordinal) WHERE responded_at IS NULL;
