-- What a server that knows this schema, and none after it, writes. Two DAGs: one with a run that ended and one under way, one that never ran.
INSERT INTO server (id, epoch, holder, opened_at) VALUES (1, 7, 'orrery up', 1767268800000000);
INSERT INTO bundle (name, backend, location, scanned_at, revision) VALUES ('main', 'folder', '/dags', 1767268800000000, 3);
INSERT INTO import_error (bundle, file, message, first_seen, last_seen) VALUES ('main', 'bad.yaml', 'no', 1767268800000000, 1767268800000001);
INSERT INTO dag_version (version, dag_id, document, created_at) VALUES
    ('451518f0ab603dba88dd7582f72159a514fc75677f7b9b8324ffb3d3fc661f02', 'etl', CAST('{"dag_id":"etl","tasks":[{"task_id":"extract"},{"task_id":"load"}]}' AS BLOB), 1767268800000000),
    ('61c664d223583aba23ca033bc8f1cf4bdb4696f882ae94a539ae1f0e3aa4f54f', 'idle', CAST('{"dag_id":"idle","tasks":[{"task_id":"sleep"}]}' AS BLOB), 1767268800000000);
INSERT INTO dag_release (dag_id, release, version, code_reference, code_path, bundle, file, created_at) VALUES
    ('etl', 1, '451518f0ab603dba88dd7582f72159a514fc75677f7b9b8324ffb3d3fc661f02', 'c', '/dags', 'main', 'etl.yaml', 1767268800000000),
    ('idle', 1, '61c664d223583aba23ca033bc8f1cf4bdb4696f882ae94a539ae1f0e3aa4f54f', 'c', '/dags', 'main', 'idle.yaml', 1767268800000000);
INSERT INTO dag_source (dag_id, release, content) VALUES ('etl', 1, 'dag_id: etl');
INSERT INTO dag (
    dag_id, bundle, file, version, release, is_paused, is_active, next_run_after, next_logical_date, next_interval_start, next_interval_end,
    last_interval_start, last_interval_end, description, schedule_summary, owner, tags, task_count, created_at, updated_at, revision) VALUES
    ('etl', 'main', 'etl.yaml', '451518f0ab603dba88dd7582f72159a514fc75677f7b9b8324ffb3d3fc661f02', 1, 0, 1, 1767355200000000, 1767268800000000, 1767268800000000, 1767355200000000,
     1767182400000000, 1767268800000000, 'loads', 'daily', 'ann', '["a"]', 2, 1767268800000000, 1767268800000000, 5),
    ('idle', 'main', 'idle.yaml', '61c664d223583aba23ca033bc8f1cf4bdb4696f882ae94a539ae1f0e3aa4f54f', 1, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[]', 1, 1767268800000000, 1767268800000000, 1);
INSERT INTO dag_run (
    run_pk, dag_id, run_id, version, release, type, state, logical_date, interval_start, interval_end, run_after, queued_at, started_at, ended_at,
    conf, params, note, triggered_by, reason, clear_number, logic_version, revision) VALUES
    (11, 'etl', 'scheduled__1', '451518f0ab603dba88dd7582f72159a514fc75677f7b9b8324ffb3d3fc661f02', 1, 0, 3, 1767182400000000, 1767182400000000, 1767268800000000, 1767268800000000,
     1767268800000000, 1767268800000000, 1767268801000000, '{}', '{"n":1}', 'a note', 'ann', 'a task failed', 1, 1, 9),
    (12, 'etl', 'manual__2', '451518f0ab603dba88dd7582f72159a514fc75677f7b9b8324ffb3d3fc661f02', 1, 1, 1, NULL, NULL, NULL, 1767268802000000,
     1767268802000000, 1767268802000000, NULL, '{}', '{}', NULL, NULL, NULL, 0, 1, 4);
INSERT INTO task_instance (
    run_pk, ordinal, task_id, map_index, state, try_number, max_tries, scheduled_at, started_at, ended_at, next_try_at, lease_id, host, failure, decision) VALUES
    (11, 0, 'extract', -1, 4, 1, 1, 1767268800000000, 1767268800000000, 1767268800500000, NULL, NULL, 'alpha', NULL, '{"d":1}'),
    (11, 1, 'load', -1, 5, 2, 2, 1767268800000000, 1767268800600000, 1767268801000000, 1767268800700000, NULL, 'alpha', '{"message":"no"}', NULL),
    (12, 0, 'extract', -1, 3, 1, 1, 1767268802000000, 1767268802000000, NULL, NULL, CAST('0123456789abcdef' AS BLOB), 'alpha', NULL, NULL),
    (12, 1, 'load', -1, 0, 0, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO task_try (run_pk, ordinal, try_number, state, host, started_at, ended_at, exit_code, signal, failure) VALUES
    (11, 0, 1, 4, 'alpha', 1767268800000000, 1767268800500000, 0, NULL, NULL),
    (11, 1, 1, 8, 'alpha', 1767268800600000, 1767268800700000, NULL, 9, '{"message":"killed"}'),
    (11, 1, 2, 5, 'alpha', 1767268800800000, 1767268801000000, 1, NULL, '{"message":"no"}'),
    (12, 0, 1, 3, 'alpha', 1767268802000000, NULL, NULL, NULL, NULL);
INSERT INTO xcom (run_pk, ordinal, key, value, created_at) VALUES (11, 0, 'return_value', '{"rows":3}', 1767268800500000);
INSERT INTO audit (audit_id, at, actor, event, dag_id, run_id, task_id, details) VALUES (1, 1767268802000000, 'ann', 'trigger_dag_run', 'etl', 'manual__2', 'extract', '{}');
INSERT INTO runtime_host (name, capacity, queues, heartbeat_at) VALUES ('alpha', 8, '["default"]', 1767268802000000);
INSERT INTO grain_state (grain_type, grain_key, name, payload, revision) VALUES ('bundleparser', 'main', 'parser', CAST('{}' AS BLOB), 2);
INSERT INTO reminder (grain_id, name, start_at, period) VALUES ('schedule/0', 'tick', 1767268800000000, 60000000);
