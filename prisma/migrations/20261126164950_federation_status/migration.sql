-- AlterTable
ALTER TABLE "federated_identity" ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'active';

-- AlterTable
ALTER TABLE "federated_identity_provider" ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'active';
