-- CreateTable
CREATE TABLE "secret" (
    "id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL DEFAULT '',
    "path" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "description" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "kms_key_id" TEXT NOT NULL,
    "latest_version" INTEGER NOT NULL,
    "current_version" INTEGER NOT NULL,
    "access_policy" JSONB,
    "stages" JSONB NOT NULL DEFAULT '{}',
    "rotation_reminder_in_days" INTEGER,
    "last_written_at" TIMESTAMPTZ(3) NOT NULL,
    "last_accessed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "object_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "secret_version" (
    "secret_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "ciphertext" TEXT NOT NULL,
    "key_version" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "secret_version_pkey" PRIMARY KEY ("secret_id","version")
);

-- CreateIndex
CREATE INDEX "secret_organisation_id_project_id_region_folder_path_idx" ON "secret"("organisation_id", "project_id", "region", "folder", "path");

-- CreateIndex
CREATE INDEX "secret_kms_key_id_idx" ON "secret"("kms_key_id");

-- CreateIndex
CREATE UNIQUE INDEX "secret_region_organisation_id_project_id_path_key" ON "secret"("region", "organisation_id", "project_id", "path");

-- AddForeignKey
ALTER TABLE "secret_version" ADD CONSTRAINT "secret_version_secret_id_fkey" FOREIGN KEY ("secret_id") REFERENCES "secret"("id") ON DELETE CASCADE ON UPDATE CASCADE;
