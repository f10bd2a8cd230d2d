-- Backfills, and schedules that wait for a run to end.

CREATE TABLE backfill (
    backfill_id     INTEGER NOT NULL PRIMARY KEY,
    dag_id          TEXT    NOT NULL,
    version         TEXT    NOT NULL,
    from_date       INTEGER NOT NULL,
    to_date         INTEGER NOT NULL,
    is_reverse      INTEGER NOT NULL,
    reprocess       INTEGER NOT NULL,
    max_active_runs INTEGER NOT NULL,
    conf            TEXT,
    triggered_by    TEXT    NOT NULL,
    date_count      INTEGER NOT NULL,
    done_count      INTEGER NOT NULL,
    is_paused       INTEGER NOT NULL,
    cancelled_at    INTEGER,
    completed_at    INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    revision        INTEGER NOT NULL
) STRICT;

CREATE INDEX backfill_by_dag ON backfill (dag_id, backfill_id);

-- A DAG has one backfill at a time.
CREATE UNIQUE INDEX backfill_active ON backfill (dag_id) WHERE completed_at IS NULL;

CREATE TABLE backfill_run (
    backfill_id  INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL,
    logical_date INTEGER NOT NULL,
    action       INTEGER NOT NULL,
    run_id       TEXT,
    PRIMARY KEY (backfill_id, ordinal)
) STRICT, WITHOUT ROWID;

ALTER TABLE dag_run ADD COLUMN backfill_id INTEGER;
ALTER TABLE dag_run ADD COLUMN backfill_ordinal INTEGER;
ALTER TABLE dag_run ADD COLUMN slot_date INTEGER;

CREATE INDEX dag_run_by_backfill ON dag_run (backfill_id, state, backfill_ordinal, run_id) WHERE backfill_id IS NOT NULL;

-- A schedule and a backfill never both make a run for the same date. Runs from before this migration claim none.
CREATE UNIQUE INDEX dag_run_slot ON dag_run (dag_id, slot_date) WHERE slot_date IS NOT NULL;

ALTER TABLE dag ADD COLUMN is_full INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dag ADD COLUMN max_active_runs INTEGER NOT NULL DEFAULT 16;
ALTER TABLE dag ADD COLUMN max_active_tasks INTEGER NOT NULL DEFAULT 16;

-- Until now a schedule that waited for a run to end had no next run: these look again at the next start.
UPDATE dag SET is_full = 1 WHERE is_active = 1 AND is_paused = 0 AND next_run_after IS NULL AND schedule_summary IS NOT NULL;

DROP INDEX dag_due;
CREATE INDEX dag_due ON dag (next_run_after, dag_id) WHERE is_active = 1 AND is_paused = 0 AND is_full = 0 AND next_run_after IS NOT NULL;
CREATE INDEX dag_full ON dag (dag_id) WHERE is_full = 1;
