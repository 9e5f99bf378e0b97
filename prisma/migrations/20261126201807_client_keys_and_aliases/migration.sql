-- AlterTable
ALTER TABLE "kms_key" ADD COLUMN     "caller_nonce_allowed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "cipher_modes" TEXT[] DEFAULT ARRAY['gcm']::TEXT[];

-- CreateTable
CREATE TABLE "client_key" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL DEFAULT '',
    "region" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "policies" TEXT[],
    "resource_identities" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "cidrs" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "client_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kms_alias" (
    "region" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL DEFAULT '',
    "alias" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kms_alias_pkey" PRIMARY KEY ("region","organisation_id","project_id","alias")
);

-- CreateIndex
CREATE UNIQUE INDEX "client_key_key_id_key" ON "client_key"("key_id");

-- CreateIndex
CREATE INDEX "client_key_organisation_id_created_at_idx" ON "client_key"("organisation_id", "created_at");

-- CreateIndex
CREATE INDEX "kms_alias_key_id_idx" ON "kms_alias"("key_id");

-- AddForeignKey
ALTER TABLE "client_key" ADD CONSTRAINT "client_key_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kms_alias" ADD CONSTRAINT "kms_alias_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "kms_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
