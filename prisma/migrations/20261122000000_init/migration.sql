-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "app_user" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "password_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "is_platform_administrator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id_hash" BYTEA NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "access_token" (
    "id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_throttle" (
    "subject" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_throttle_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "kms_key" (
    "id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "key_type" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "export_allowed" BOOLEAN NOT NULL,
    "imported" BOOLEAN NOT NULL DEFAULT false,
    "allow_rotation" BOOLEAN NOT NULL DEFAULT true,
    "rotation_enabled" BOOLEAN NOT NULL,
    "rotation_period_in_days" INTEGER,
    "latest_version" INTEGER NOT NULL,
    "min_decryption_version" INTEGER NOT NULL DEFAULT 1,
    "deletion_scheduled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "object_version" INTEGER NOT NULL DEFAULT 1,
    "revision" TEXT NOT NULL,

    CONSTRAINT "kms_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kms_key_version" (
    "key_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "region_key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "kms_key_version_pkey" PRIMARY KEY ("key_id","version")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "features_disabled" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "object_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "parent_id" TEXT,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "object_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_epoch" (
    "organisation_id" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "access_epoch_pkey" PRIMARY KEY ("organisation_id")
);

-- CreateTable
CREATE TABLE "region" (
    "slug" TEXT NOT NULL,
    "identity" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "region_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "root_key_check" (
    "scope" TEXT NOT NULL,
    "check_value" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "root_key_check_pkey" PRIMARY KEY ("scope")
);

-- CreateTable
CREATE TABLE "region_key" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "region_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation_secret" (
    "name" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_secret_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_organisation_id_user_id_key" ON "membership"("organisation_id", "user_id");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "access_token_hash_key" ON "access_token"("hash");

-- CreateIndex
CREATE INDEX "access_token_user_id_idx" ON "access_token"("user_id");

-- CreateIndex
CREATE INDEX "kms_key_organisation_id_project_id_name_id_idx" ON "kms_key"("organisation_id", "project_id", "name", "id");

-- CreateIndex
CREATE INDEX "kms_key_organisation_id_project_id_created_at_id_idx" ON "kms_key"("organisation_id", "project_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "kms_key_labels_idx" ON "kms_key" USING GIN ("labels" jsonb_path_ops);

-- CreateIndex
CREATE UNIQUE INDEX "kms_key_region_organisation_id_project_id_slug_key" ON "kms_key"("region", "organisation_id", "project_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_slug_key" ON "organisation"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "project_organisation_id_slug_key" ON "project"("organisation_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "region_identity_key" ON "region"("identity");

-- CreateIndex
CREATE UNIQUE INDEX "region_key_scope_version_key" ON "region_key"("scope", "version");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_token" ADD CONSTRAINT "access_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kms_key_version" ADD CONSTRAINT "kms_key_version_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "kms_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "project"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- Audit tables: hand-written, because Prisma cannot express partitions. `tables.external` in prisma.config.ts names them.

-- A writer is one chain of groups. After any error it is abandoned and its successor names it.
CREATE TABLE audit_writer (
    id text PRIMARY KEY,
    node text NOT NULL,
    opened_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    predecessor text,
    predecessor_head bytea,
    doubtful_number bigint
);

-- One commit of a writer: what it contains (order, organisation, record hash) and the head of the chain after it.
CREATE TABLE audit_group (
    writer text NOT NULL,
    number bigint NOT NULL,
    previous_head bytea NOT NULL,
    manifest text NOT NULL,
    head bytea NOT NULL,
    record_count integer NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (writer, number)
);
-- Hashes do not compress; trying to would cost more than writing the group.
ALTER TABLE audit_group ALTER COLUMN manifest SET STORAGE EXTERNAL;

-- One recorded act. Its hash, in the group's manifest, covers label, salt and `body`, the canonical text; the other columns
-- repeat parts of the body for searching.
CREATE TABLE audit_record (
    event_id text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    retention_class text NOT NULL,
    body text NOT NULL,
    salt bytea NOT NULL,
    writer text NOT NULL,
    group_number bigint NOT NULL,
    position integer NOT NULL,
    organisation_id text NOT NULL,
    project_id text NOT NULL,
    region text NOT NULL,
    actor_id text NOT NULL,
    credential_id text NOT NULL,
    action text NOT NULL,
    event text NOT NULL,
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    key_version integer,
    outcome text NOT NULL,
    status smallint NOT NULL,
    request_id text NOT NULL
) PARTITION BY LIST (retention_class);

CREATE INDEX audit_record_organisation ON audit_record (organisation_id, created_at DESC);
CREATE INDEX audit_record_resource ON audit_record (resource_id, created_at DESC);

CREATE TABLE audit_record_standard PARTITION OF audit_record FOR VALUES IN ('standard') PARTITION BY RANGE (created_at);
CREATE TABLE audit_record_standard_default PARTITION OF audit_record_standard DEFAULT;
CREATE TABLE audit_record_default PARTITION OF audit_record DEFAULT;

-- Makes the partitions of the month of `at` and the two after it, where they are missing. Returns how many it made.
-- Rows that already fell into the default partition stay there: a month that has such rows is left to it.
CREATE FUNCTION audit_ensure_partitions(at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    month_start timestamptz;
    month_end timestamptz;
    partition_name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_ensure_partitions'));
    FOR ahead IN 0..2 LOOP
        month_start := (date_trunc('month', at AT TIME ZONE 'UTC') + make_interval(months => ahead)) AT TIME ZONE 'UTC';
        month_end := (date_trunc('month', at AT TIME ZONE 'UTC') + make_interval(months => ahead + 1)) AT TIME ZONE 'UTC';
        partition_name := 'audit_record_standard_' || to_char(month_start AT TIME ZONE 'UTC', 'YYYY_MM');
        CONTINUE WHEN to_regclass(partition_name) IS NOT NULL;
        CONTINUE WHEN EXISTS (
            SELECT 1 FROM audit_record_standard_default WHERE created_at >= month_start AND created_at < month_end
        );
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF audit_record_standard FOR VALUES FROM (%L) TO (%L)',
            partition_name, month_start, month_end
        );
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

-- Calls without a valid credential and throttled calls, counted instead of recorded: a flood must not fill the disk.
CREATE TABLE uncredentialed_call_count (
    minute timestamptz(0) NOT NULL,
    reason text NOT NULL,
    subject text NOT NULL,
    calls bigint NOT NULL,
    PRIMARY KEY (minute, reason, subject)
);
