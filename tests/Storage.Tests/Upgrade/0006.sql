UPDATE task_instance SET wait = '{"kind":"approval"}' WHERE run_pk = 12 AND ordinal = 0;
INSERT INTO approval (
    run_pk, ordinal, try_number, subject, body, options, defaults, multiple, assigned_users, created_at, responded_at, responded_by, chosen_options, params_input) VALUES
    (11, 0, 1, 'Load?', 'All of it', '["Approve","Reject"]', '[]', 0, '["ann"]', 1767268800000000, 1767268800400000, 'ann', '["Approve"]', '{}'),
    (12, 0, 1, 'Load?', NULL, '["Approve","Reject"]', '["Reject"]', 0, '[]', 1767268802000000, NULL, NULL, NULL, NULL);
