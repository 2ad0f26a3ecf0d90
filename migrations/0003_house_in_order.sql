-- WITHOUT ROWID is added by hand, as in 0000.
SELECT 1;
