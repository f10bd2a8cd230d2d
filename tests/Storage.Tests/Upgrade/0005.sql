INSERT INTO asset (uri, asset_id, name, group_name, extra, is_active, problem, last_event_id, last_event_at, spread_event_id, created_at, updated_at, revision) VALUES
    ('s3://orders', 91, 'orders', 'asset', '{}', 1, 'two DAGs call it differently', 1767268805000000, 1767268805000000, 1767268805000000, 1767268800000000, 1767268805000000, 6);
INSERT INTO asset_reference (dag_id, kind, target, role, task_id, name, group_name, extra, created_at) VALUES
    ('etl', 0, 's3://orders', 2, 'load', 'orders', 'asset', '{}', 1767268800000000),
    ('etl', 1, 'news', 0, '', 'news', 'asset', '{}', 1767268800000000);
INSERT INTO asset_alias (alias, uri, created_at) VALUES ('news', 's3://orders', 1767268805000000);
INSERT INTO asset_outbox (uri, run_pk, ordinal, try_number, dag_id, run_id, task_id, map_index, at, extra, aliases) VALUES
    ('s3://orders', 11, 0, 1, 'etl', 'scheduled__1', 'extract', -1, 1767268805000000, '{}', '[]');
INSERT INTO asset_event (uri, event_id, at, extra, source_dag_id, source_run_id, source_task_id, source_map_index, aliases, actor) VALUES
    ('s3://orders', 1767268804000000, 1767268804000000, '{}', 'etl', 'scheduled__1', 'extract', -1, '[]', NULL),
    ('s3://orders', 1767268805000000, 1767268805000000, '{"by":"hand"}', NULL, NULL, NULL, -1, '["news"]', 'ann');
INSERT INTO asset_dag_queue (dag_id, uri, event_id, queued_at) VALUES ('etl', 's3://orders', 1767268805000000, 1767268805000000);
INSERT INTO asset_consumption (dag_id, uri, to_event_id, from_event_id, run_pk) VALUES ('etl', 's3://orders', 1767268804000000, 0, 11);
