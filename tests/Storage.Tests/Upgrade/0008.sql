INSERT INTO pool (name, slots, description, include_deferred, revision) VALUES ('warehouse', 4, 'of the warehouse', 1, 1);
INSERT INTO limit_epoch (limit_key, opened_at, revision) VALUES ('warehouse', 1767268800000000, 3);
UPDATE task_instance SET pool = 'warehouse', pool_slots = 2 WHERE run_pk = 12 AND ordinal = 0;
