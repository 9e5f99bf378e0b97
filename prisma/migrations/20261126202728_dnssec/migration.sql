-- CreateTable
CREATE TABLE "dnssec_zone" (
    "zone_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "region" TEXT NOT NULL,
    "kms_key_id" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "key_sets" BYTEA NOT NULL,
    "key_sets_digest" BYTEA NOT NULL,
    "key_sets_expire_at" TIMESTAMPTZ(3),
    "start_of_authority" BYTEA NOT NULL,
    "serial" BIGINT,
    "signed_revision" BIGINT,
    "chain_ttl" INTEGER NOT NULL DEFAULT 0,
    "signed_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "failed_at" TIMESTAMPTZ(3),
    "progress_done" INTEGER,
    "progress_total" INTEGER,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dnssec_zone_pkey" PRIMARY KEY ("zone_id")
);

-- CreateTable
CREATE TABLE "dnssec_zone_key" (
    "id" TEXT NOT NULL,
    "zone_id" TEXT NOT NULL,
    "dnskey" BYTEA NOT NULL,
    "region_key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dnssec_zone_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dnssec_name" (
    "zone_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "order_key" BYTEA NOT NULL,
    "standing" TEXT NOT NULL,
    "hash" BYTEA,
    "next_hash" BYTEA,
    "records" BYTEA NOT NULL,
    "signatures" BYTEA NOT NULL,
    "chain" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "zone_key_id" TEXT NOT NULL,

    CONSTRAINT "dnssec_name_pkey" PRIMARY KEY ("zone_id","name")
);

-- CreateTable
CREATE TABLE "dnssec_change" (
    "id" BIGSERIAL NOT NULL,
    "zone_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "dnssec_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dns_secondary" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key_name" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "notify" TEXT[],
    "last_transfer_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dns_secondary_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dns_notice" (
    "secondary_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "zone_id" TEXT NOT NULL,
    "serial" BIGINT,
    "wanted" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "dns_notice_pkey" PRIMARY KEY ("secondary_id","address","zone_id")
);

-- CreateIndex
CREATE INDEX "dnssec_zone_enabled_due_at_idx" ON "dnssec_zone"("enabled", "due_at");

-- CreateIndex
CREATE INDEX "dnssec_zone_key_zone_id_idx" ON "dnssec_zone_key"("zone_id");

-- CreateIndex
CREATE INDEX "dnssec_name_zone_id_order_key_idx" ON "dnssec_name"("zone_id", "order_key");

-- CreateIndex
CREATE INDEX "dnssec_name_zone_id_hash_idx" ON "dnssec_name"("zone_id", "hash");

-- CreateIndex
CREATE INDEX "dnssec_name_zone_id_expires_at_idx" ON "dnssec_name"("zone_id", "expires_at");

-- CreateIndex
CREATE INDEX "dnssec_change_zone_id_idx" ON "dnssec_change"("zone_id");

-- CreateIndex
CREATE UNIQUE INDEX "dns_secondary_key_name_key" ON "dns_secondary"("key_name");

-- CreateIndex
CREATE UNIQUE INDEX "dns_secondary_organisation_id_name_key" ON "dns_secondary"("organisation_id", "name");

-- CreateIndex
CREATE INDEX "dns_notice_due_at_idx" ON "dns_notice"("due_at");

-- AddForeignKey
ALTER TABLE "dnssec_zone" ADD CONSTRAINT "dnssec_zone_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "dns_zone"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dnssec_zone_key" ADD CONSTRAINT "dnssec_zone_key_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "dnssec_zone"("zone_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dnssec_name" ADD CONSTRAINT "dnssec_name_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "dnssec_zone"("zone_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dns_notice" ADD CONSTRAINT "dns_notice_secondary_id_fkey" FOREIGN KEY ("secondary_id") REFERENCES "dns_secondary"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dns_notice" ADD CONSTRAINT "dns_notice_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "dns_zone"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever writes records of a signed zone, however many at once: what must be signed anew is noted in the same transaction.
CREATE FUNCTION note_dnssec_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('INSERT', 'UPDATE') THEN
    INSERT INTO dnssec_change (zone_id, name)
    SELECT DISTINCT r.zone_id, r.name FROM new_sets r JOIN dnssec_zone z ON z.zone_id = r.zone_id AND z.enabled;
  END IF;
  IF TG_OP IN ('DELETE', 'UPDATE') THEN
    INSERT INTO dnssec_change (zone_id, name)
    SELECT DISTINCT r.zone_id, r.name FROM old_sets r JOIN dnssec_zone z ON z.zone_id = r.zone_id AND z.enabled;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER note_dnssec_inserts AFTER INSERT ON dns_record_set
  REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION note_dnssec_changes();
CREATE TRIGGER note_dnssec_updates AFTER UPDATE ON dns_record_set
  REFERENCING NEW TABLE AS new_sets OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION note_dnssec_changes();
CREATE TRIGGER note_dnssec_deletes AFTER DELETE ON dns_record_set
  REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION note_dnssec_changes();
