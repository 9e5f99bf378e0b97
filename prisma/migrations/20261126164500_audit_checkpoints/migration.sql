-- Checkpoints: hand-written like the other audit tables. What proves anything is in `audit_checkpoint`; every other column
-- and table here is a way to find things, and nothing believes it.

-- Where the checkpoints stand with a chain: its last covered group, and the checkpoints that opened and closed it.
ALTER TABLE audit_writer
    ADD COLUMN covered_number bigint NOT NULL DEFAULT 0,
    ADD COLUMN covered_head bytea,
    ADD COLUMN opened_in bigint,
    ADD COLUMN closed_in bigint;
CREATE INDEX audit_writer_open ON audit_writer (id) WHERE closed_in IS NULL;

-- Signing keys of this database's checkpoints, sealed under the root key of `scope`.
CREATE TABLE audit_signing_key (
    fingerprint text PRIMARY KEY,
    scope text NOT NULL,
    key_id text NOT NULL,
    salt bytea NOT NULL,
    sealed bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);

-- One checkpoint: the signed text, its hash, and the part about chains that the text names by hash only.
CREATE TABLE audit_checkpoint (
    number bigint PRIMARY KEY,
    hash bytea NOT NULL,
    text text NOT NULL,
    signature bytea NOT NULL,
    chains text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    -- Fingerprint of the key that signs the next one.
    next_key text NOT NULL
);
CREATE INDEX audit_checkpoint_created_at ON audit_checkpoint (created_at);

-- The newest leaf of each organisation, and its place in the tree.
CREATE TABLE audit_organisation (
    organisation_id text PRIMARY KEY,
    leaf integer NOT NULL UNIQUE,
    record_count bigint NOT NULL,
    running bytea NOT NULL
);

-- Each leaf of an organisation that differed from the one before, and the groups that made the difference.
CREATE TABLE audit_leaf (
    organisation_id text NOT NULL,
    checkpoint bigint NOT NULL,
    record_count bigint NOT NULL,
    running bytea NOT NULL,
    groups text NOT NULL,
    PRIMARY KEY (organisation_id, checkpoint)
);

-- Finds the rows of a group: what verification and export read by.
CREATE INDEX audit_record_group ON audit_record (writer, group_number);
