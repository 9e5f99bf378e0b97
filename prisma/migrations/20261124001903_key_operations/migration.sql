-- AlterTable
ALTER TABLE "kms_key" ADD COLUMN     "context_allowed" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "jwks_public" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "public_only" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "purge_waiting_since" TIMESTAMPTZ(3),
ADD COLUMN     "purged_at" TIMESTAMPTZ(3),
ADD COLUMN     "rsa_paddings" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "status_before_deletion" TEXT;

-- AlterTable
ALTER TABLE "kms_key_version" ADD COLUMN     "destroyed_at" TIMESTAMPTZ(3),
ADD COLUMN     "destruction_scheduled_at" TIMESTAMPTZ(3),
ADD COLUMN     "format" SMALLINT NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "kms_key_dependent" (
    "key_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dependent_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kms_key_dependent_pkey" PRIMARY KEY ("key_id","kind","dependent_id")
);

-- CreateTable
CREATE TABLE "kms_wrapping_key" (
    "id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "region_key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "kms_wrapping_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kms_idempotency_key" (
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" SMALLINT NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kms_idempotency_key_pkey" PRIMARY KEY ("organisation_id","project_id","actor_id","key_hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "kms_wrapping_key_region_organisation_id_sequence_key" ON "kms_wrapping_key"("region", "organisation_id", "sequence");

-- CreateIndex
CREATE INDEX "kms_idempotency_key_created_at_idx" ON "kms_idempotency_key"("created_at");

-- CreateIndex
CREATE INDEX "kms_key_deletion_scheduled_at_idx" ON "kms_key"("deletion_scheduled_at");

-- CreateIndex
CREATE INDEX "kms_key_version_destruction_scheduled_at_idx" ON "kms_key_version"("destruction_scheduled_at");

-- AddForeignKey
ALTER TABLE "kms_key_dependent" ADD CONSTRAINT "kms_key_dependent_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "kms_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
