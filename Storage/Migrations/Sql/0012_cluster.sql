-- Silos of a cluster that write to a PostgreSQL store side by side, each with the number of its last batch. A SQLite store has none.
-- Servers of earlier schemas know nothing of silos, and would take the store from those that live: none of them can work with this one.
ALTER TABLE server ADD COLUMN is_shared INTEGER NOT NULL DEFAULT 0;
CREATE TABLE server_member (
    id          INTEGER NOT NULL PRIMARY KEY,
    epoch       INTEGER NOT NULL,
    holder      TEXT    NOT NULL,
    opened_at   INTEGER NOT NULL,
    lease_until INTEGER,
    batch       INTEGER NOT NULL
) STRICT;
