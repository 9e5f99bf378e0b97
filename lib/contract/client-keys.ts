/** Wire messages of client keys, `/v1/client-keys`. They stand for programs that sign their calls with a key pair. */
import { z } from "zod";
import { ADDRESS_RANGE } from "./access-rules";
import { CLIENT_KEY_POLICIES, clientKeyPasswordProblem } from "./client-key-limits";
import { TEXT_PROBLEM, wellFormed } from "./texts";

/** Identities of keys and paths of secrets, which may end in a star. */
const resourceIdentity = z
  .string()
  .regex(
    /^(?:kms-[0-9a-v]{1,20}|kms-[0-9a-v]{0,20}\*|\/[A-Za-z0-9/_.+-]{0,511}\*?)$/,
    "must be the identity of a key or the path of a secret, with * at the end for any ending",
  );

export const createClientKeyRequest = z.strictObject({
  name: z.string().trim().min(1).max(255).refine(wellFormed, TEXT_PROBLEM),
  region: z.string().min(1).max(64).describe("Slug or identity of the region it opens. Cannot be changed later."),
  password: z
    .string()
    .superRefine((password, context) => {
      const message = clientKeyPasswordProblem(password);
      if (message !== null) context.addIssue({ code: "custom", message });
    })
    .describe("Protects the file: 8 to 64 digits, letters and ~!@#$%^&*?_-, of two kinds at least. Not kept."),
  policies: z
    .array(z.enum(CLIENT_KEY_POLICIES))
    .min(1, "must name at least one policy")
    .max(CLIENT_KEY_POLICIES.length)
    .describe("Built-in policies; nobody can give more than they hold."),
  resourceIdentities: z
    .array(resourceIdentity)
    .max(200)
    .optional()
    .describe("Identities of keys and paths of secrets; a star at the end stands for any ending. Default: all."),
  cidrs: z.array(ADDRESS_RANGE).max(200).optional().describe("Addresses and ranges it counts from. Default: any."),
  notAfter: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("When it ends, within five years. Default: a year from now."),
});

const timestamp = z.iso.datetime();

export const clientKey = z.object({
  identity: z.string().describe("ck- and 20 characters."),
  keyId: z.string().describe("KAAP. and a UUID: what calls name it by."),
  name: z.string(),
  region: z.string().describe("Slug of the region it opens."),
  projectId: z.string().optional().describe("Only where it acts in a project."),
  policies: z.array(z.string()),
  resourceIdentities: z.array(z.string()),
  cidrs: z.array(z.string()),
  status: z.enum(["active", "expired", "revoked"]),
  createdAt: timestamp,
  createdBy: z.string().describe("Identity of who made it."),
  notAfter: timestamp,
  lastUsedAt: timestamp.nullable().describe("Written at most once a minute."),
  revokedAt: timestamp.nullable(),
});
export const clientKeyList = z.array(clientKey);

/** A client key as the API shows it. */
export type ClientKeyMessage = z.output<typeof clientKey>;

export const createdClientKey = clientKey.extend({
  clientKeyContent: z
    .string()
    .describe("The JSON file for the SDKs, told this once: KeyId and PrivateKeyData, a PKCS #12 store in base64."),
});

/** A client key that has just been made. */
export type CreatedClientKeyMessage = z.output<typeof createdClientKey>;
