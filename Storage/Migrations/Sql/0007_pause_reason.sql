-- Why a DAG was paused by itself, when it was last resumed (failures before that no longer count), and how many failures pause it.
ALTER TABLE dag ADD COLUMN pause_reason TEXT;
ALTER TABLE dag ADD COLUMN resumed_at INTEGER;
ALTER TABLE dag ADD COLUMN max_failed_runs INTEGER NOT NULL DEFAULT 0;
