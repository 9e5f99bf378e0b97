-- What decides who may do what, as it was from when until when: the rows of these tables, each state of them. Triggers write
-- it in the transaction that changes the row, so that no change is without its history and no history without its change.
CREATE TABLE access_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The table; `start` for the one row that says from when on this is complete.
    kind text NOT NULL,
    row_id text NOT NULL,
    -- Empty in `start`.
    organisation_id text NOT NULL,
    -- In force from here on, and before there; null while it is.
    valid_from timestamptz NOT NULL,
    valid_to timestamptz,
    facts jsonb NOT NULL
);
CREATE UNIQUE INDEX access_history_current ON access_history (kind, row_id) WHERE valid_to IS NULL;
CREATE INDEX access_history_organisation ON access_history (organisation_id, kind, valid_from);

-- Arguments: the columns that make the row's identity, and where its organisation is if not in the row: table and column.
CREATE FUNCTION keep_access_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Not now(), when the transaction began: changes of an organisation wait for each other after that.
    moment timestamptz := clock_timestamp();
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    facts jsonb := coalesce(after, before);
    identity text := (SELECT string_agg(facts ->> name, ' ' ORDER BY place)
                      FROM string_to_table(TG_ARGV[0], ',') WITH ORDINALITY AS named (name, place));
    organisation text := facts ->> 'organisation_id';
BEGIN
    IF before IS NOT DISTINCT FROM after THEN
        RETURN NULL;
    END IF;
    UPDATE access_history SET valid_to = greatest(moment, valid_from)
    WHERE kind = TG_TABLE_NAME AND row_id = identity AND valid_to IS NULL;
    IF after IS NULL THEN
        RETURN NULL;
    END IF;
    IF organisation IS NULL THEN
        EXECUTE format('SELECT organisation_id FROM %I WHERE id = $1', TG_ARGV[1]) INTO organisation USING facts ->> TG_ARGV[2];
    END IF;
    INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
    VALUES (TG_TABLE_NAME, identity, organisation, moment, after);
    RETURN NULL;
END;
$$;

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts) VALUES ('start', 'start', '', clock_timestamp(), '{}');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'membership', t.id, t.organisation_id, clock_timestamp(), to_jsonb(t) FROM membership t;
CREATE TRIGGER membership_history AFTER INSERT OR UPDATE OR DELETE ON membership
FOR EACH ROW EXECUTE FUNCTION keep_access_history('id');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'team', t.id, t.organisation_id, clock_timestamp(), to_jsonb(t) FROM team t;
CREATE TRIGGER team_history AFTER INSERT OR UPDATE OR DELETE ON team
FOR EACH ROW EXECUTE FUNCTION keep_access_history('id');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'team_member', t.team_id || ' ' || t.user_id, (SELECT organisation_id FROM team WHERE id = t.team_id), clock_timestamp(), to_jsonb(t) FROM team_member t;
CREATE TRIGGER team_member_history AFTER INSERT OR UPDATE OR DELETE ON team_member
FOR EACH ROW EXECUTE FUNCTION keep_access_history('team_id,user_id', 'team', 'team_id');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'service_account', t.id, t.organisation_id, clock_timestamp(), to_jsonb(t) FROM service_account t;
CREATE TRIGGER service_account_history AFTER INSERT OR UPDATE OR DELETE ON service_account
FOR EACH ROW EXECUTE FUNCTION keep_access_history('id');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'project', t.id, t.organisation_id, clock_timestamp(), to_jsonb(t) FROM project t;
CREATE TRIGGER project_history AFTER INSERT OR UPDATE OR DELETE ON project
FOR EACH ROW EXECUTE FUNCTION keep_access_history('id');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'iam_policy', t.id, t.organisation_id, clock_timestamp(), to_jsonb(t) FROM iam_policy t;
CREATE TRIGGER iam_policy_history AFTER INSERT OR UPDATE OR DELETE ON iam_policy
FOR EACH ROW EXECUTE FUNCTION keep_access_history('id');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'iam_rule', t.id, (SELECT organisation_id FROM iam_policy WHERE id = t.policy_id), clock_timestamp(), to_jsonb(t) FROM iam_rule t;
CREATE TRIGGER iam_rule_history AFTER INSERT OR UPDATE OR DELETE ON iam_rule
FOR EACH ROW EXECUTE FUNCTION keep_access_history('id', 'iam_policy', 'policy_id');

INSERT INTO access_history (kind, row_id, organisation_id, valid_from, facts)
SELECT 'iam_binding', t.id, t.organisation_id, clock_timestamp(), to_jsonb(t) FROM iam_binding t;
CREATE TRIGGER iam_binding_history AFTER INSERT OR UPDATE OR DELETE ON iam_binding
FOR EACH ROW EXECUTE FUNCTION keep_access_history('id');
