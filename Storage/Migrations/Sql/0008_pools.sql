CREATE TABLE pool (
    name             TEXT    NOT NULL PRIMARY KEY,
    slots            INTEGER NOT NULL,
    description      TEXT,
    include_deferred INTEGER NOT NULL,
    revision         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO pool (name, slots, description, include_deferred, revision) VALUES ('default_pool', 128, 'Default pool', 0, 1);

-- How often the grants of a limit (a pool, a cap on a task) were counted anew. A lease may be written only under the count it was granted by.
CREATE TABLE limit_epoch (
    limit_key TEXT    NOT NULL PRIMARY KEY,
    opened_at INTEGER NOT NULL,
    revision  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A task that its run decides by itself holds no slots.
ALTER TABLE task_instance ADD COLUMN pool TEXT NOT NULL DEFAULT 'default_pool';
ALTER TABLE task_instance ADD COLUMN pool_slots INTEGER NOT NULL DEFAULT 1;

-- Scheduled (1), queued (2), running (3), restarting (10) and deferred (11): its size is that of the work at hand, not of the history.
CREATE INDEX task_instance_in_pool ON task_instance (pool, state, pool_slots) WHERE state IN (1, 2, 3, 10, 11);
