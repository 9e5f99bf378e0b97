-- CreateTable
CREATE TABLE "audit_sink" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,
    "key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "object_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "audit_sink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_sink_organisation_id_idx" ON "audit_sink"("organisation_id");

-- AddForeignKey
ALTER TABLE "audit_sink" ADD CONSTRAINT "audit_sink_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- How far this database's records were delivered to each sink. Everything before `checkpoint` was, and of that one the first `delivered`.
CREATE TABLE audit_sink_cursor (
    sink_id text PRIMARY KEY,
    checkpoint bigint NOT NULL,
    delivered bigint NOT NULL DEFAULT 0,
    -- Whoever delivers holds the cursor until then.
    held_until timestamptz(3) NOT NULL DEFAULT '-infinity',
    failures integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz(3) NOT NULL DEFAULT '-infinity',
    last_success_at timestamptz(3),
    last_error_at timestamptz(3),
    last_error text
);

-- Installation-wide delivery reads the leaves of a checkpoint together.
CREATE INDEX audit_leaf_checkpoint ON audit_leaf (checkpoint);
