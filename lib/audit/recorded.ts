import { z } from "zod";

/** A record as its stored text says it. Fields that later versions add are absent from older records. */
export const recorded = z.object({
  eventId: z.string(),
  createdAt: z.iso.datetime(),
  organisationId: z.string(),
  projectId: z.string(),
  region: z.string(),
  actorId: z.string(),
  credentialId: z.string(),
  credentialKind: z.string(),
  action: z.string(),
  event: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  resourceSlug: z.string(),
  keyType: z.string(),
  keyVersion: z.number().nullable(),
  revision: z.string(),
  payloadBytes: z.number().nullable(),
  outcome: z.enum(["allowed", "refused", "failed"]),
  reason: z.string(),
  status: z.number(),
  requestId: z.string(),
  edge: z.string(),
  method: z.string(),
  path: z.string(),
  clientAddress: z.string(),
  userAgent: z.string(),
  durationInMicroseconds: z.number(),
  count: z.number().optional(),
  items: z.array(z.number()).optional(),
});

/** A record as read back. */
export type Recorded = z.output<typeof recorded>;
