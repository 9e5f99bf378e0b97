-- AlterTable
ALTER TABLE "kms_key" ADD COLUMN     "narrowed_to" TEXT;

-- CreateTable
CREATE TABLE "event" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "condition" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_mute" (
    "event_id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "dismissed_at" TIMESTAMPTZ(3),
    "snoozed_until" TIMESTAMPTZ(3),
    "by_id" TEXT NOT NULL,

    CONSTRAINT "event_mute_pkey" PRIMARY KEY ("event_id","organisation_id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "region" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "failing_since" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "object_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event_id" TEXT,
    "kind" TEXT NOT NULL,
    "transition" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "last_tried_at" TIMESTAMPTZ(3),
    "response_status" INTEGER,
    "duration_in_milliseconds" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "region_minute" (
    "region" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "state" TEXT NOT NULL,
    "latency_in_milliseconds" DOUBLE PRECISION,

    CONSTRAINT "region_minute_pkey" PRIMARY KEY ("region","minute")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_condition_key" ON "event"("condition");

-- CreateIndex
CREATE INDEX "event_organisation_id_opened_at_idx" ON "event"("organisation_id", "opened_at");

-- CreateIndex
CREATE INDEX "event_closed_at_idx" ON "event"("closed_at");

-- CreateIndex
CREATE INDEX "webhook_organisation_id_idx" ON "webhook"("organisation_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_created_at_idx" ON "webhook_delivery"("webhook_id", "created_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_status_next_try_at_idx" ON "webhook_delivery"("status", "next_try_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_webhook_id_event_id_transition_key" ON "webhook_delivery"("webhook_id", "event_id", "transition");

-- AddForeignKey
ALTER TABLE "event_mute" ADD CONSTRAINT "event_mute_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
