-- Few checkpoints say more than hashes: keys, retention, restores. Exports and verification ask for all of them.
CREATE INDEX audit_checkpoint_events ON audit_checkpoint (number) WHERE position('event {' IN text) > 0;
