-- compatible-from: 9
-- A bundle: how its backend is set up, what its manifest says, and the code that is current.
ALTER TABLE bundle ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE bundle ADD COLUMN manifest TEXT NOT NULL DEFAULT '{}';
ALTER TABLE bundle ADD COLUMN snapshot TEXT;
ALTER TABLE bundle ADD COLUMN source_reference TEXT;
ALTER TABLE bundle ADD COLUMN fetched_at INTEGER;
ALTER TABLE bundle ADD COLUMN problem TEXT;
ALTER TABLE bundle ADD COLUMN is_active INTEGER NOT NULL DEFAULT 1;

-- What a parser remembers of a file: how it looked when it was last read, and what came of it.
CREATE TABLE bundle_file (
    bundle      TEXT    NOT NULL,
    path        TEXT    NOT NULL,
    size        INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    hash        TEXT    NOT NULL,
    dag_ids     TEXT    NOT NULL,
    inputs      TEXT    NOT NULL,
    is_broken   INTEGER NOT NULL,
    parsed_at   INTEGER NOT NULL,
    PRIMARY KEY (bundle, path)
) STRICT, WITHOUT ROWID;

-- Code by its content: a file, and a folder as a list of files and folders. The hash of the root folder names a snapshot.
CREATE TABLE code_blob (
    hash       TEXT    NOT NULL PRIMARY KEY,
    content    BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE code_tree (
    hash       TEXT    NOT NULL PRIMARY KEY,
    entries    BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE bundle_snapshot (
    bundle           TEXT    NOT NULL,
    snapshot         TEXT    NOT NULL,
    source_reference TEXT,
    file_count       INTEGER NOT NULL,
    byte_count       INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (bundle, snapshot)
) STRICT, WITHOUT ROWID;
CREATE INDEX bundle_snapshot_by_age ON bundle_snapshot (created_at);

-- A release: what it was loaded from, and the code that was current then. A run: the code that was current when it was created.
ALTER TABLE dag_release ADD COLUMN snapshot TEXT;
ALTER TABLE dag_release ADD COLUMN source_reference TEXT;
ALTER TABLE dag_release ADD COLUMN source_blob TEXT;
ALTER TABLE dag_release ADD COLUMN inputs TEXT NOT NULL DEFAULT '[]';
ALTER TABLE dag_run ADD COLUMN snapshot TEXT;

-- A release that takes a share of new runs before it is live, and the one that was live before.
ALTER TABLE dag ADD COLUMN candidate_release INTEGER;
ALTER TABLE dag ADD COLUMN previous_release INTEGER;
ALTER TABLE dag ADD COLUMN rollout TEXT;

-- What is wrong with a file, one entry for each error: line, column, message, trace.
ALTER TABLE import_error ADD COLUMN details TEXT NOT NULL DEFAULT '[]';

-- Tokens of programs: the hash of the secret, what it may do, and in which bundle.
CREATE TABLE api_token (
    token_id     TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    secret_hash  TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    bundle       TEXT,
    created_by   TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;
