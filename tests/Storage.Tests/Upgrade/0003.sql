INSERT INTO backfill (
    backfill_id, dag_id, version, from_date, to_date, is_reverse, reprocess, max_active_runs, conf, triggered_by, date_count, done_count, is_paused,
    cancelled_at, completed_at, created_at, updated_at, revision) VALUES
    (1, 'etl', '451518f0ab603dba88dd7582f72159a514fc75677f7b9b8324ffb3d3fc661f02', 1764590400000000, 1764590400000000, 0, 0, 10, '{}', 'ann', 1, 1, 0,
     1767268803000000, 1767268804000000, 1767268803000000, 1767268804000000, 3);
INSERT INTO dag_run (
    run_pk, dag_id, run_id, version, release, type, state, logical_date, interval_start, interval_end, run_after, queued_at, started_at, ended_at,
    conf, params, note, triggered_by, reason, clear_number, logic_version, revision, backfill_id, backfill_ordinal, slot_date) VALUES
    (13, 'etl', 'backfill__3', '451518f0ab603dba88dd7582f72159a514fc75677f7b9b8324ffb3d3fc661f02', 1, 2, 3, 1764590400000000, 1764590400000000, 1764676800000000, 1764676800000000,
     1767268803000000, NULL, 1767268804000000, '{}', '{}', NULL, 'ann', 'the backfill was cancelled', 0, 1, 2, 1, 1, 1764590400000000);
INSERT INTO task_instance (run_pk, ordinal, task_id, map_index, state, try_number, max_tries) VALUES
    (13, 0, 'extract', -1, 6, 0, 1),
    (13, 1, 'load', -1, 6, 0, 2);
INSERT INTO backfill_run (backfill_id, ordinal, logical_date, action, run_id) VALUES (1, 1, 1764590400000000, 0, 'backfill__3');
UPDATE dag SET is_full = 1, max_active_runs = 1, max_active_tasks = 4 WHERE dag_id = 'etl';
