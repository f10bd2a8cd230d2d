UPDATE bundle SET settings = '{"ref":"main"}', manifest = '{"version":"v1beta"}', snapshot = '9eead70c48deabbbcedea9ac743a3490ac9d8e3364984e596f209c48d692f7fa', source_reference = 'c0ffee', fetched_at = 1767268800000000, problem = 'away';
INSERT INTO bundle_file (bundle, path, size, modified_at, hash, dag_ids, inputs, is_broken, parsed_at)
    VALUES ('main', 'etl.yaml', 120, 1767268800000000, '286f37dea028b2fe180cc17fbb4362e8dd3a9afe513ca591f8e53100ef448814', '["etl"]', '[]', 0, 1767268800000000);
INSERT INTO code_blob (hash, content, created_at) VALUES ('286f37dea028b2fe180cc17fbb4362e8dd3a9afe513ca591f8e53100ef448814', CAST('dags' AS BLOB), 1767268800000000);
INSERT INTO code_tree (hash, entries, created_at) VALUES ('9eead70c48deabbbcedea9ac743a3490ac9d8e3364984e596f209c48d692f7fa', CAST('orrery-tree-1
' AS BLOB), 1767268800000000);
INSERT INTO bundle_snapshot (bundle, snapshot, source_reference, file_count, byte_count, created_at) VALUES ('main', '9eead70c48deabbbcedea9ac743a3490ac9d8e3364984e596f209c48d692f7fa', 'c0ffee', 0, 0, 1767268800000000);
UPDATE dag_release SET snapshot = '9eead70c48deabbbcedea9ac743a3490ac9d8e3364984e596f209c48d692f7fa', source_reference = 'c0ffee', source_blob = '286f37dea028b2fe180cc17fbb4362e8dd3a9afe513ca591f8e53100ef448814' WHERE release = 1;
UPDATE dag_run SET snapshot = '9eead70c48deabbbcedea9ac743a3490ac9d8e3364984e596f209c48d692f7fa' WHERE run_pk = 11;
UPDATE dag SET candidate_release = 1, previous_release = 1, rollout = '{"percent":5}' WHERE dag_id = 'etl';
INSERT INTO api_token (token_id, name, secret_hash, role, bundle, created_by, created_at, expires_at, revoked_at, last_used_at)
    VALUES ('t1', 'ci', 'cc', 'deploy', 'main', 'admin', 1767268800000000, 1767268800000000, 1767268800000000, 1767268800000000);
