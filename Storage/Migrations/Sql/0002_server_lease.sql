-- Until when the server that may write keeps that right unless it renews it, and the number of its last batch. A SQLite store is held by a
-- lock on its folder instead and leaves both alone.
ALTER TABLE server ADD COLUMN lease_until INTEGER;
ALTER TABLE server ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
