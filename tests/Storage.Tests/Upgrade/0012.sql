UPDATE server SET is_shared = 1, holder = 'a cluster of silos';
INSERT INTO server_member (id, epoch, holder, opened_at, lease_until, batch) SELECT 1, epoch, 'silo one', opened_at, lease_until, 41 FROM server;
