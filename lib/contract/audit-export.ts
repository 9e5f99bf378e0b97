/** Wire messages of the audit log's export and proof. The lines of an export are described in docs/audit.md. */
import { z } from "zod";
import { TEXT_PROBLEM, wellFormed } from "./texts";

const text = z.string().max(256).refine(wellFormed, TEXT_PROBLEM);
const moment = z.iso.datetime({ offset: true });

const range = {
  from: moment.optional().describe("Records of this moment and later. Default: from the first."),
  to: moment.optional().describe("Records before this moment. Default: now."),
  after: z
    .string()
    .max(64)
    .optional()
    .describe("Goes on with an interrupted export: the `after` of its last mark, or of the last row of CSV."),
};

const filters = {
  userIdentity: text.optional().describe("Identity of the person who acted, u-…"),
  serviceAccount: text.optional().describe("Identity of the service account that acted, sa-…"),
  event: text.optional().describe("Event such as kms.key.disable"),
  resourceIdentity: text.optional().describe("Identity of the object"),
  outcome: z.enum(["allowed", "refused", "failed"]).optional(),
};

export const auditProofQuery = z.strictObject({ ...range, ...filters });
export const auditExportQuery = z.strictObject({
  ...range,
  ...filters,
  format: z
    .enum(["jsonl", "csv"])
    .optional()
    .describe("jsonl carries its proof; csv has it in /v1/audit/proof. Default: jsonl."),
});
export type AuditExportQuery = z.output<typeof auditExportQuery>;

export const auditCheckpointsQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(20)
    .describe("Checkpoints of each database, 1 to 1000. Default: 20."),
});

const checkpoint = z.object({
  number: z.number().int(),
  time: z.iso.datetime(),
  key: z.string().describe("Fingerprint of the key that signed it: SHA-256 of the raw public key, hex."),
  text: z.string().describe("What is signed."),
  signature: z.string().describe("Ed25519 over the text's UTF-8 bytes, base64."),
});

export const auditCheckpointsAnswer = z.object({
  databases: z.array(
    z.object({
      database: z.string().describe("Identity of the sequence, adb-…"),
      regions: z.array(z.string()),
      completeTo: z.iso.datetime().describe("What was recorded before this time is covered."),
      ageInSeconds: z.number().int(),
      isOverdue: z
        .boolean()
        .describe("Whether the newest checkpoint is older than checkpoints ever are while anybody writes them."),
      checkpoints: z.array(checkpoint).describe("The newest first."),
    }),
  ),
  unavailableRegions: z.array(z.string()).describe("Regions whose database did not answer."),
});

/** A line of an export, as far as a schema can say it. */
export const auditExportLines = z.string().describe("Lines of JSON or CSV; docs/audit.md describes them.");

export const auditVerifyQuery = z.strictObject({ from: range.from, to: range.to });

/** What checking an organisation's part of the log found. */
export const auditVerification = z.object({
  isIntact: z.boolean(),
  isComplete: z.boolean().describe("Whether every region's part was there to be checked."),
  sections: z.array(
    z.object({
      database: z.string(),
      regions: z.array(z.string()),
      organisation: z.string(),
      records: z.number().int().describe("Records whose payload was checked."),
      hashes: z.number().int().describe("Records that are left as hashes only, because their time of keeping is over."),
      first: z.number().int(),
      last: z.number().int(),
      completeTo: z.iso.datetime().nullable().describe("Time of the checkpoint that signs the last of them."),
      fingerprint: z.string().nullable(),
    }),
  ),
  unavailable: z.array(z.string()).describe("Regions whose database did not answer."),
  findings: z.array(z.string()).describe("What does not fit, at most 100 sentences."),
});
export type AuditVerification = z.output<typeof auditVerification>;
export type AuditCheckpoints = z.output<typeof auditCheckpointsAnswer>;
