UPDATE server SET lease_until = 1767268803000000, batch = 41;
