-- AlterTable
ALTER TABLE "kms_key_version" ADD COLUMN     "exhausted_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "kms_rotation_failure" (
    "key_id" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "last_tried_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kms_rotation_failure_pkey" PRIMARY KEY ("key_id")
);

-- CreateTable
CREATE TABLE "use_cursor" (
    "writer" TEXT NOT NULL,
    "number" BIGINT NOT NULL,

    CONSTRAINT "use_cursor_pkey" PRIMARY KEY ("writer")
);

-- CreateTable
CREATE TABLE "key_use_hour" (
    "key_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "key_version" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "by_job" BOOLEAN NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,

    CONSTRAINT "key_use_hour_pkey" PRIMARY KEY ("key_id","hour","key_version","event","outcome","by_job","organisation_id","project_id","region")
);

-- CreateTable
CREATE TABLE "key_use_total" (
    "key_id" TEXT NOT NULL,
    "key_version" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "last_user_id" TEXT NOT NULL,

    CONSTRAINT "key_use_total_pkey" PRIMARY KEY ("key_id","key_version","event")
);

-- CreateTable
CREATE TABLE "call_minute" (
    "organisation_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "project_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,

    CONSTRAINT "call_minute_pkey" PRIMARY KEY ("organisation_id","minute","project_id","region","outcome")
);

-- CreateIndex
CREATE INDEX "key_use_hour_organisation_id_hour_idx" ON "key_use_hour"("organisation_id", "hour");

-- CreateIndex
CREATE INDEX "call_minute_minute_idx" ON "call_minute"("minute");
