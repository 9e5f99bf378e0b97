import { hash } from "node:crypto";
import { EVERYTHING, type ResourceType } from "@/lib/contract/permissions";
import type { Rule } from "./grants";

/** A policy that every installation has and nobody can change. */
export interface BuiltInPolicy {
  /** Also its slug: `kms:Encrypt`. */
  readonly name: string;
  /** `role-` and 20 characters derived from the name, the same on every installation. */
  readonly identity: string;
  readonly description: string;
  /** Whether it may also be bound in a project. */
  readonly inProjects: boolean;
  readonly rules: readonly Rule[];
}

const BASE32HEX = "0123456789abcdefghijklmnopqrstuv";

const READ = ["read", "list"];
/** What operators do to keys: their life, not their end, and never their material. */
const OPERATE_KEYS = [
  ...READ,
  "create",
  "rotate",
  "rotate_wrapping_key",
  "update_rotation",
  "update_aliases",
  "enable",
  "disable",
  "encrypt",
  "decrypt",
  "rewrap",
  "sign",
  "verify",
  "hmac",
  "random",
];

const ACCESS_TYPES: ResourceType[] = [
  "organisation",
  "project",
  "membership",
  "team",
  "service_account",
  "federated_identity",
  "client_key",
  "iam_role",
  "iam_policy",
];

const DEFINITIONS: readonly (Omit<BuiltInPolicy, "identity" | "rules"> & {
  readonly rules: readonly (readonly [resources: readonly string[], permissions: readonly string[]])[];
})[] = [
  {
    name: "administrator",
    description: "Everything in the organisation.",
    inProjects: false,
    rules: [[[EVERYTHING], [EVERYTHING]]],
  },
  {
    name: "operator",
    description:
      "Creates, uses, rotates, disables and enables keys; does not delete or export them, and grants nothing.",
    inProjects: true,
    rules: [
      [["kms_key"], OPERATE_KEYS],
      [
        ["secret", "dns_zone"],
        [...READ, "create", "update"],
      ],
      [["event"], [...READ, "update"]],
      [[...ACCESS_TYPES, "audit_log", "webhook", "usage"], READ],
    ],
  },
  {
    name: "auditor",
    description: "Reads everything, the audit log included, and changes nothing.",
    inProjects: true,
    rules: [[[EVERYTHING], READ]],
  },
  policy("kms:FullAccess", "Everything with keys.", ["kms_key"], [EVERYTHING]),
  policy("kms:ReadAccess", "Reads keys and lists them.", ["kms_key"], READ),
  policy("kms:Encrypt", "Encrypts and generates data keys.", ["kms_key"], ["encrypt"]),
  policy("kms:Decrypt", "Decrypts.", ["kms_key"], ["decrypt"]),
  policy("kms:Sign", "Signs, tokens included.", ["kms_key"], ["sign"]),
  policy("kms:Verify", "Verifies signatures and tokens.", ["kms_key"], ["verify"]),
  policy("kms:HMAC", "Computes and verifies HMACs.", ["kms_key"], ["hmac"]),
  policy("kms:Rotate", "Rotates keys.", ["kms_key"], ["rotate"]),
  policy("kms:Export", "Exports keys whose material may be exported.", ["kms_key"], ["export"]),
  policy("secrets:FullAccess", "Everything with secrets.", ["secret"], [EVERYTHING]),
  policy("secrets:ReadAccess", "Reads secrets and lists them, without their values.", ["secret"], READ),
  policy("secrets:GetSecretValue", "Reads the values of secrets.", ["secret"], ["getSecretValue"]),
  policy("dns:FullAccess", "Everything with DNS zones.", ["dns_zone"], [EVERYTHING]),
  policy("dns:ReadAccess", "Reads DNS zones and lists them.", ["dns_zone"], READ),
];

function policy(name: string, description: string, resources: readonly string[], permissions: readonly string[]) {
  return { name, description, inProjects: true, rules: [[resources, permissions] as const] };
}

/** Every built-in policy, in the order lists show them. */
export const BUILT_IN_POLICIES: readonly BuiltInPolicy[] = DEFINITIONS.map((definition) => ({
  ...definition,
  identity: identityOf(definition.name),
  rules: definition.rules.map(([resources, permissions]) => ({
    id: "",
    effect: "allow",
    resources,
    resourceIdentities: [],
    permissions,
    conditions: {},
  })),
}));

/** The built-in policy of this name or identity. */
export function builtInPolicy(nameOrIdentity: string): BuiltInPolicy | undefined {
  return BUILT_IN_POLICIES.find(({ name, identity }) => name === nameOrIdentity || identity === nameOrIdentity);
}

function identityOf(name: string): string {
  const digest = hash("sha256", `pelagos/built-in-policy/${name}`, "buffer");
  return `role-${[...digest.subarray(0, 20)].map((byte) => BASE32HEX[byte % 32]).join("")}`;
}
