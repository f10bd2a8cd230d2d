INSERT INTO task_instance_note (run_pk, ordinal, content, updated_at) VALUES (11, 1, 'ask Ann', 1767268805000000);
