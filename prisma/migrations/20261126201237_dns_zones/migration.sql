-- CreateTable
CREATE TABLE "dns_zone" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "primary_name_server" TEXT,
    "hostmaster" TEXT,
    "refresh" INTEGER NOT NULL,
    "retry" INTEGER NOT NULL,
    "expire" INTEGER NOT NULL,
    "negative_ttl" INTEGER NOT NULL,
    "default_ttl" INTEGER NOT NULL,
    "serial" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 1,
    "served_name" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "contested_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "object_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "dns_zone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dns_record_set" (
    "id" TEXT NOT NULL,
    "zone_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "ttl" INTEGER NOT NULL,
    "values" TEXT[],
    "data" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "object_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "dns_record_set_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "dns_zone_served_name_key" ON "dns_zone"("served_name");

-- CreateIndex
CREATE INDEX "dns_zone_organisation_id_project_id_name_idx" ON "dns_zone"("organisation_id", "project_id", "name");

-- CreateIndex
CREATE INDEX "dns_zone_contested_at_idx" ON "dns_zone"("contested_at");

-- CreateIndex
CREATE UNIQUE INDEX "dns_zone_organisation_id_name_key" ON "dns_zone"("organisation_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "dns_zone_organisation_id_slug_key" ON "dns_zone"("organisation_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "dns_record_set_zone_id_name_type_key" ON "dns_record_set"("zone_id", "name", "type");

-- AddForeignKey
ALTER TABLE "dns_record_set" ADD CONSTRAINT "dns_record_set_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "dns_zone"("id") ON DELETE CASCADE ON UPDATE CASCADE;
