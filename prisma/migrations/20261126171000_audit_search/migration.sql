-- What the audit log is searched by, filled from the groups in the background: hand-written like the other audit tables. Nothing
-- here proves anything, and all of it can be made again from the records.

-- How far each chain is in the index.
CREATE TABLE audit_indexed (
    writer text PRIMARY KEY,
    number bigint NOT NULL
);

-- Records made at `tail_from` or later may not be in the index yet; all older ones are.
CREATE TABLE audit_index_state (
    id integer PRIMARY KEY CHECK (id = 1),
    tail_from timestamptz(3) NOT NULL
);

-- Each combination of what few values stand for, as far as it occurs.
CREATE TABLE audit_facet (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id text NOT NULL,
    project_id text NOT NULL,
    region text NOT NULL,
    actor_id text NOT NULL,
    action text NOT NULL,
    event text NOT NULL,
    resource_type text NOT NULL,
    outcome text NOT NULL,
    status smallint NOT NULL,
    UNIQUE (organisation_id, event, outcome, status, actor_id, project_id, region, action, resource_type)
);

-- Records per facet and ten minutes.
CREATE TABLE audit_facet_count (
    organisation_id text NOT NULL,
    bucket timestamptz(0) NOT NULL,
    facet_id integer NOT NULL,
    records bigint NOT NULL,
    PRIMARY KEY (organisation_id, bucket, facet_id) INCLUDE (records)
);

-- Up to a thousand neighbouring records of an organisation: when they were made, which facets, objects and words occur in them.
CREATE TABLE audit_segment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id text NOT NULL,
    first_at timestamptz(3) NOT NULL,
    last_at timestamptz(3) NOT NULL,
    records integer NOT NULL,
    word_bytes integer NOT NULL,
    facets integer[] NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX audit_segment_time ON audit_segment (organisation_id, last_at);
CREATE INDEX audit_segment_terms ON audit_segment USING gin (facets, words);

-- Throttled calls of a known caller are counted per credential, for its organisation to see.
ALTER TABLE uncredentialed_call_count ADD COLUMN organisation_id text NOT NULL DEFAULT '';
ALTER TABLE uncredentialed_call_count DROP CONSTRAINT uncredentialed_call_count_pkey;
ALTER TABLE uncredentialed_call_count ADD PRIMARY KEY (organisation_id, minute, reason, subject);
