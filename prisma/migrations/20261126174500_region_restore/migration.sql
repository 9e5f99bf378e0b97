-- AlterTable
ALTER TABLE "kms_key" ADD COLUMN     "version_floor" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "region_restore" (
    "id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "region_restore_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "region_restore_region_idx" ON "region_restore"("region");
