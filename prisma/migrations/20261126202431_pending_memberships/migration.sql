-- AlterTable
ALTER TABLE "membership" ADD COLUMN     "accepted_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "invited_name" TEXT;

-- Who has neither a password nor a token has not followed an invitation yet. Until then each organisation has its own name
-- for them, and the person's row has none that one of them gave.
UPDATE "membership" m SET "accepted_at" = NULL, "invited_name" = u."name"
FROM "app_user" u
WHERE u."id" = m."user_id" AND u."password_hash" IS NULL AND NOT EXISTS (SELECT FROM "access_token" t WHERE t."user_id" = u."id");

-- Where two organisations share such a person, only the one that was first has given the name.
UPDATE "membership" m SET "invited_name" = NULL
WHERE m."invited_name" IS NOT NULL AND EXISTS (SELECT FROM "membership" o WHERE o."user_id" = m."user_id" AND o."created_at" < m."created_at");

UPDATE "app_user" u SET "name" = split_part(u."email", '@', 1)
WHERE EXISTS (SELECT FROM "membership" m WHERE m."user_id" = u."id" AND m."accepted_at" IS NULL);
