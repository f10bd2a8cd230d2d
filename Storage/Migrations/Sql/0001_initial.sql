-- Instants are microseconds since 1970-01-01 UTC, states and types the numbers of their enums, ids of leases 16 bytes.
-- There are no foreign keys: a run's grain owns the rows under it and writes them with its fence; StoreVerifier checks the references.

-- One row: the lease number of the server that may write.
CREATE TABLE server (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    epoch     INTEGER NOT NULL,
    holder    TEXT    NOT NULL,
    opened_at INTEGER NOT NULL
) STRICT;

CREATE TABLE bundle (
    name       TEXT    NOT NULL PRIMARY KEY,
    backend    TEXT    NOT NULL,
    location   TEXT    NOT NULL,
    scanned_at INTEGER,
    revision   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import_error (
    bundle     TEXT    NOT NULL,
    file       TEXT    NOT NULL,
    message    TEXT    NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    PRIMARY KEY (bundle, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE dag (
    dag_id              TEXT    NOT NULL PRIMARY KEY,
    bundle              TEXT    NOT NULL,
    file                TEXT    NOT NULL,
    version             TEXT    NOT NULL,
    release             INTEGER NOT NULL,
    is_paused           INTEGER NOT NULL,
    is_active           INTEGER NOT NULL,
    next_run_after      INTEGER,
    next_logical_date   INTEGER,
    next_interval_start INTEGER,
    next_interval_end   INTEGER,
    last_interval_start INTEGER,
    last_interval_end   INTEGER,
    description         TEXT,
    schedule_summary    TEXT,
    owner               TEXT,
    tags                TEXT    NOT NULL,
    task_count          INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    revision            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX dag_by_bundle ON dag (bundle, dag_id);

-- What is due: only DAGs that have a next run are in it.
CREATE INDEX dag_due ON dag (next_run_after, dag_id) WHERE is_active = 1 AND is_paused = 0 AND next_run_after IS NOT NULL;

-- Documents and sources are large, so these two keep their rowid: a large row is slow in a clustered index.
CREATE TABLE dag_version (
    version    TEXT    NOT NULL PRIMARY KEY,
    dag_id     TEXT    NOT NULL,
    document   BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE dag_source (
    dag_id  TEXT    NOT NULL,
    release INTEGER NOT NULL,
    content TEXT    NOT NULL,
    PRIMARY KEY (dag_id, release)
) STRICT;

CREATE TABLE dag_release (
    dag_id         TEXT    NOT NULL,
    release        INTEGER NOT NULL,
    version        TEXT    NOT NULL,
    code_reference TEXT    NOT NULL,
    code_path      TEXT    NOT NULL,
    bundle         TEXT    NOT NULL,
    file           TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (dag_id, release)
) STRICT, WITHOUT ROWID;

CREATE TABLE dag_run (
    run_pk         INTEGER NOT NULL PRIMARY KEY,
    dag_id         TEXT    NOT NULL,
    run_id         TEXT    NOT NULL,
    version        TEXT    NOT NULL,
    release        INTEGER NOT NULL,
    type           INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    logical_date   INTEGER,
    interval_start INTEGER,
    interval_end   INTEGER,
    run_after      INTEGER NOT NULL,
    queued_at      INTEGER,
    started_at     INTEGER,
    ended_at       INTEGER,
    conf           TEXT    NOT NULL,
    params         TEXT    NOT NULL,
    note           TEXT,
    triggered_by   TEXT,
    reason         TEXT,
    clear_number   INTEGER NOT NULL,
    logic_version  INTEGER NOT NULL,
    revision       INTEGER NOT NULL,
    UNIQUE (dag_id, run_id)
) STRICT;

-- Lists of runs are read in one of these orders; a filter by state or type is a merge of several ranges of the last two.
CREATE INDEX dag_run_by_time ON dag_run (run_after, run_pk);
CREATE INDEX dag_run_by_dag ON dag_run (dag_id, run_after, run_pk);
CREATE INDEX dag_run_by_state ON dag_run (state, type, run_after, run_pk);
CREATE INDEX dag_run_by_dag_and_state ON dag_run (dag_id, state, type, run_after, run_pk);

-- Queued (0) and running (1): its size is that of the work at hand, not of the history.
CREATE INDEX dag_run_unfinished ON dag_run (run_pk) WHERE state < 2;

CREATE TABLE task_instance (
    run_pk       INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL,
    task_id      TEXT    NOT NULL,
    map_index    INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    try_number   INTEGER NOT NULL,
    max_tries    INTEGER NOT NULL,
    scheduled_at INTEGER,
    started_at   INTEGER,
    ended_at     INTEGER,
    next_try_at  INTEGER,
    lease_id     BLOB,
    host         TEXT,
    failure      TEXT,
    decision     TEXT,
    PRIMARY KEY (run_pk, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_instance_leased ON task_instance (host, run_pk, ordinal) WHERE lease_id IS NOT NULL;

CREATE TABLE task_try (
    run_pk     INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    try_number INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    host       TEXT,
    started_at INTEGER,
    ended_at   INTEGER,
    exit_code  INTEGER,
    signal     INTEGER,
    failure    TEXT,
    PRIMARY KEY (run_pk, ordinal, try_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE xcom (
    run_pk     INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    key        TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (run_pk, ordinal, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    audit_id INTEGER NOT NULL PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    TEXT    NOT NULL,
    event    TEXT    NOT NULL,
    dag_id   TEXT,
    run_id   TEXT,
    task_id  TEXT,
    details  TEXT
) STRICT;

CREATE TABLE runtime_host (
    name         TEXT    NOT NULL PRIMARY KEY,
    capacity     INTEGER NOT NULL,
    queues       TEXT    NOT NULL,
    heartbeat_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Payloads may be large: with a rowid, as above.
CREATE TABLE grain_state (
    grain_type TEXT    NOT NULL,
    grain_key  TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    payload    BLOB,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (grain_type, grain_key, name)
) STRICT;

CREATE TABLE reminder (
    grain_id TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    start_at INTEGER NOT NULL,
    period   INTEGER NOT NULL,
    PRIMARY KEY (grain_id, name)
) STRICT, WITHOUT ROWID;
