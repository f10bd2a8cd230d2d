UPDATE task_instance SET map_label = 'orders of May' WHERE run_pk = 11 AND ordinal = 1;
