INSERT INTO variable (key, sealed, key_id, description, created_at, updated_at, revision) VALUES ('region', CAST('sealed' AS BLOB), 'k1', 'where', 1767268800000000, 1767268800000000, 1);
INSERT INTO connection (connection_id, conn_type, host, port, login, schema_name, sealed, key_id, description, created_at, updated_at, revision)
    VALUES ('warehouse', 'postgres', 'db', 5432, 'etl', 'main', CAST('sealed' AS BLOB), 'k1', 'where it all goes', 1767268800000000, 1767268800000000, 1);
INSERT INTO user_account (name, display_name, password_hash, external_id, role, grants, is_active, session_number, created_by, created_at, updated_at, last_sign_in_at, revision)
    VALUES ('ada', 'Ada', 'hash', 'https://issuer sub', 'viewer', '[]', 1, 1, 'owner', 1767268800000000, 1767268800000000, 1767268800000000, 1);
INSERT INTO dag_favorite (user_name, dag_id) VALUES ('ada', 'etl');
INSERT INTO dag_warning (dag_id, warning_type, message, created_at) VALUES ('etl', 'non-existent pool', 'hm', 1767268800000000);
UPDATE api_token SET user_name = 'ada', grants = '[]';
UPDATE audit SET map_index = 1, try_number = 1, address = '127.0.0.1';
UPDATE dag_run SET trace_parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' WHERE run_pk = 11;
