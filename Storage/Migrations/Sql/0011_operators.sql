-- compatible-from: 10
-- Variables and connections. What is sealed was encrypted with the key that is named beside it; keys lie outside the store.
CREATE TABLE variable (
    key         TEXT    NOT NULL PRIMARY KEY,
    sealed      BLOB    NOT NULL,
    key_id      TEXT    NOT NULL,
    description TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    revision    INTEGER NOT NULL
) STRICT;

CREATE TABLE connection (
    connection_id TEXT    NOT NULL PRIMARY KEY,
    conn_type     TEXT    NOT NULL,
    host          TEXT,
    port          INTEGER,
    login         TEXT,
    schema_name   TEXT,
    sealed        BLOB    NOT NULL,
    key_id        TEXT    NOT NULL,
    description   TEXT,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    revision      INTEGER NOT NULL
) STRICT;

-- People. A user without a hash signs in elsewhere; a change of the session number ends all their sessions.
CREATE TABLE user_account (
    name            TEXT    NOT NULL PRIMARY KEY,
    display_name    TEXT,
    password_hash   TEXT,
    external_id     TEXT,
    role            TEXT    NOT NULL,
    grants          TEXT    NOT NULL,
    is_active       INTEGER NOT NULL,
    session_number  INTEGER NOT NULL,
    created_by      TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    revision        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_account_by_external_id ON user_account (external_id) WHERE external_id IS NOT NULL;

-- A token may be somebody's own, and may be good for some DAGs only.
ALTER TABLE api_token ADD COLUMN user_name TEXT;
ALTER TABLE api_token ADD COLUMN grants TEXT NOT NULL DEFAULT '[]';

CREATE TABLE dag_favorite (
    user_name TEXT NOT NULL,
    dag_id    TEXT NOT NULL,
    PRIMARY KEY (user_name, dag_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dag_warning (
    dag_id       TEXT    NOT NULL,
    warning_type TEXT    NOT NULL,
    message      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (dag_id, warning_type)
) STRICT, WITHOUT ROWID;

-- The audit is read from the newest on: all of it, or that of one DAG, event or actor.
ALTER TABLE audit ADD COLUMN map_index INTEGER;
ALTER TABLE audit ADD COLUMN try_number INTEGER;
ALTER TABLE audit ADD COLUMN address TEXT;
CREATE INDEX audit_by_dag ON audit (dag_id, audit_id) WHERE dag_id IS NOT NULL;
CREATE INDEX audit_by_event ON audit (event, audit_id);
CREATE INDEX audit_by_actor ON audit (actor, audit_id);

-- The runs of a candidate, from the newest on: looked at whenever one of them ends, however many runs the DAG has had.
CREATE INDEX dag_run_by_release ON dag_run (dag_id, release, run_pk);

-- The trace of what asked for a run.
ALTER TABLE dag_run ADD COLUMN trace_parent TEXT;
