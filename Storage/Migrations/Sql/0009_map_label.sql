-- The name people read for an instance of a mapped task; null where its index is enough.
ALTER TABLE task_instance ADD COLUMN map_label TEXT;
