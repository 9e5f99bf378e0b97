-- What the records of a group add to the counts of calls, summed by whoever wrote it: a line for each use, minute and
-- actor. NULL where the records themselves must be read: groups of changes, of few or very different records, those in
-- which a record missed, and all that are older than this column.
ALTER TABLE audit_group ADD COLUMN tally text;
