UPDATE dag SET pause_reason = 'its runs failed', resumed_at = 1767268700000000, max_failed_runs = 3 WHERE dag_id = 'idle';
