-- An asset, from when a DAG first mentions it, or an alias is first resolved to it. Its grain alone writes its row.
CREATE TABLE asset (
    uri             TEXT    NOT NULL PRIMARY KEY,
    asset_id        INTEGER NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    group_name      TEXT    NOT NULL,
    extra           TEXT    NOT NULL,
    is_active       INTEGER NOT NULL,
    problem         TEXT,
    last_event_id   INTEGER NOT NULL,
    last_event_at   INTEGER,
    spread_event_id INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    revision        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_by_name ON asset (name, uri);

-- News that not every waiting DAG has heard of yet: as many rows as there is work at hand.
CREATE INDEX asset_unspread ON asset (uri) WHERE spread_event_id < last_event_id;

-- What DAGs say of assets (kind 0, target a URI) and aliases (kind 1, target a name): the DAG's grain writes its own, with its row.
-- Role: 0 the DAG waits for it, 1 a task reads it, 2 a task writes it.
CREATE TABLE asset_reference (
    dag_id     TEXT    NOT NULL,
    kind       INTEGER NOT NULL,
    target     TEXT    NOT NULL,
    role       INTEGER NOT NULL,
    task_id    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    group_name TEXT    NOT NULL,
    extra      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (dag_id, kind, target, role, task_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_reference_by_target ON asset_reference (kind, target, role, dag_id, task_id);
CREATE INDEX asset_reference_by_name ON asset_reference (name, target) WHERE kind = 0;

-- The assets an alias was resolved to so far.
CREATE TABLE asset_alias (
    alias      TEXT    NOT NULL,
    uri        TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (alias, uri)
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_alias_by_uri ON asset_alias (uri, alias);

-- News on their way: written with the success of the task, and taken away with the writing of the event.
CREATE TABLE asset_outbox (
    uri        TEXT    NOT NULL,
    run_pk     INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    try_number INTEGER NOT NULL,
    dag_id     TEXT    NOT NULL,
    run_id     TEXT    NOT NULL,
    task_id    TEXT    NOT NULL,
    map_index  INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    extra      TEXT    NOT NULL,
    aliases    TEXT    NOT NULL,
    PRIMARY KEY (uri, run_pk, ordinal, try_number)
) STRICT, WITHOUT ROWID;

-- Ids of events ascend within an asset, and are the microseconds of their moments, or the next free ones: a range of ids is a range of time.
CREATE TABLE asset_event (
    uri              TEXT    NOT NULL,
    event_id         INTEGER NOT NULL,
    at               INTEGER NOT NULL,
    extra            TEXT    NOT NULL,
    source_dag_id    TEXT,
    source_run_id    TEXT,
    source_task_id   TEXT,
    source_map_index INTEGER NOT NULL,
    aliases          TEXT    NOT NULL,
    actor            TEXT,
    PRIMARY KEY (uri, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_event_by_time ON asset_event (event_id, uri);
CREATE INDEX asset_event_by_dag ON asset_event (source_dag_id, event_id, uri) WHERE source_dag_id IS NOT NULL;
CREATE INDEX asset_event_by_run ON asset_event (source_dag_id, source_run_id, event_id, uri) WHERE source_dag_id IS NOT NULL;

-- News a DAG has not run for yet. Written by the asset's grain, taken away by the DAG's with the run they led to.
CREATE TABLE asset_dag_queue (
    dag_id    TEXT    NOT NULL,
    uri       TEXT    NOT NULL,
    event_id  INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    PRIMARY KEY (dag_id, uri)
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_dag_queue_by_uri ON asset_dag_queue (uri, dag_id);

-- Which events led to which run: those of the asset above from_event_id up to to_event_id. What is above the highest of a DAG and asset is
-- news, so these rows go with the events, not with the runs.
CREATE TABLE asset_consumption (
    dag_id        TEXT    NOT NULL,
    uri           TEXT    NOT NULL,
    to_event_id   INTEGER NOT NULL,
    from_event_id INTEGER NOT NULL,
    run_pk        INTEGER NOT NULL,
    PRIMARY KEY (dag_id, uri, to_event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_consumption_by_run ON asset_consumption (run_pk, uri, to_event_id);
CREATE INDEX asset_consumption_by_event ON asset_consumption (uri, to_event_id, dag_id);
