/**
 * The one table of permissions, by the kind of resource they are about. Roles, policies and the console read it; nothing
 * else can be granted. Each names the permissions that contain it: who holds one of those, or `*`, holds it too.
 */

const COARSE = { create: [], read: [], list: ["read"], update: [], delete: [] } as const;

export const PERMISSIONS = {
  kms_key: {
    ...COARSE,
    encrypt: ["update"],
    data_key: ["encrypt"],
    decrypt: ["update"],
    rewrap: ["update"],
    sign: ["update"],
    jwt_sign: ["sign"],
    verify: ["update"],
    jwt_verify: ["verify"],
    hmac: ["update"],
    verify_hmac: ["hmac"],
    random: ["update"],
    rotate: ["update"],
    update_rotation: ["update"],
    export: ["update"],
    import: ["create"],
    rotate_wrapping_key: ["create"],
    enable: ["delete"],
    disable: ["delete"],
    cancel_deletion: ["delete"],
    update_versions: ["delete"],
    update_aliases: ["update"],
  },
  secret: { ...COARSE, getSecretValue: ["update"], putSecretValue: ["update"] },
  dns_zone: COARSE,
  audit_log: { read: [], list: ["read"], manage_sinks: [] },
  event: { read: [], list: ["read"], update: [] },
  webhook: { ...COARSE, test: ["update"] },
  usage: { read: [] },
  organisation: { read: [], update: [] },
  project: COARSE,
  membership: COARSE,
  team: COARSE,
  service_account: { ...COARSE, create_credential: ["update"], revoke_credential: ["update"] },
  federated_identity: COARSE,
  client_key: COARSE,
  iam_role: { ...COARSE, bind: ["update"], unbind: ["update"] },
  iam_policy: { ...COARSE, bind: ["update"], unbind: ["update"] },
} as const satisfies Record<string, Record<string, readonly string[]>>;

/** What a permission can be about. */
export type ResourceType = keyof typeof PERMISSIONS;

/** Resource type, colon, verb: `kms_key:encrypt`. */
export type Permission = { [T in ResourceType]: `${T}:${keyof (typeof PERMISSIONS)[T] & string}` }[ResourceType];

export const RESOURCE_TYPES = Object.keys(PERMISSIONS) as [ResourceType, ...ResourceType[]];

/**
 * How the identities begin that rules about a type are compared with; none = its objects have none, so that only a rule
 * about every object counts. Secrets are compared by their path. Null = not settled.
 */
export const RULE_IDENTITIES: Readonly<Record<ResourceType, readonly string[] | null>> = {
  kms_key: ["kms-"],
  secret: ["/"],
  dns_zone: ["dnsz-"],
  audit_log: [],
  event: ["ev-"],
  webhook: ["wh-"],
  usage: [],
  organisation: ["o-"],
  project: ["prj-"],
  membership: ["mem-"],
  team: ["team-"],
  service_account: ["sa-"],
  federated_identity: ["fip-", "fid-"],
  client_key: ["ck-"],
  // Built-in ones have identities of their own form.
  iam_role: null,
  iam_policy: null,
};

/** Resource types whose objects have no labels: a rule that asks for labels never counts for them. */
export const WITHOUT_LABELS: readonly ResourceType[] = ["audit_log", "event", "usage", "membership"];

/** Stands for every resource type or every permission in a rule. */
export const EVERYTHING = "*";

/** Resource types that are access management itself: owners cannot be denied these, or nobody could undo a denial. */
export const ACCESS_RESOURCE_TYPES: readonly ResourceType[] = [
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

/** The verbs of a resource type, in the order of the table. */
export function verbsOf(type: ResourceType): readonly string[] {
  return Object.keys(PERMISSIONS[type]);
}

/** Every permission there is. */
export const ALL_PERMISSIONS = RESOURCE_TYPES.flatMap((type) =>
  verbsOf(type).map((verb) => `${type}:${verb}`),
) as Permission[];

/** Type and verb of a permission. */
export function partsOf(permission: Permission): { type: ResourceType; verb: string } {
  const [type = "", verb = ""] = permission.split(":");
  return { type: type as ResourceType, verb };
}

/** The verbs that give a permission in a rule: its own, those that contain it, and `*`. */
export function grantingVerbs(permission: Permission): ReadonlySet<string> {
  return GRANTING.get(permission) ?? new Set();
}

const GRANTING: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ALL_PERMISSIONS.map((permission) => [permission, containers(permission)]),
);

function containers(permission: Permission): ReadonlySet<string> {
  const { type, verb } = partsOf(permission);
  const table: Readonly<Record<string, readonly string[]>> = PERMISSIONS[type];
  const found = new Set([verb, EVERYTHING]);
  const waiting = [verb];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const container of table[next] ?? []) {
      found.add(container);
      waiting.push(container);
    }
  }
  return found;
}
