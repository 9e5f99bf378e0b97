-- Of bindings that give the same policy to the same subject in the same place, the one that reaches furthest stays.
DELETE FROM "iam_binding" WHERE "id" IN (
  SELECT "id" FROM (
    SELECT "id", row_number() OVER (
      PARTITION BY "organisation_id", "project_id", "policy_id", "built_in", "subject_kind", "subject_id"
      ORDER BY "expires_at" IS NULL DESC, "scopes" = '{}' DESC, "replicate_to_children" DESC, "expires_at" DESC, "id"
    ) AS place FROM "iam_binding"
  ) ranked WHERE place > 1
);

-- DropIndex
DROP INDEX "iam_binding_organisation_id_project_id_idx";

-- DropIndex
DROP INDEX "iam_binding_policy_id_idx";

-- CreateIndex
CREATE UNIQUE INDEX "iam_binding_policy_once" ON "iam_binding"("policy_id", "project_id", "subject_kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "iam_binding_built_in_once" ON "iam_binding"("organisation_id", "project_id", "built_in", "subject_kind", "subject_id");
