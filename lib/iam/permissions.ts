/** Every permission, by the kind of resource it acts on. A role or policy can grant nothing else. */
export const PERMISSIONS = {
  kms_key: [
    "create",
    "read",
    "list",
    "update",
    "delete",
    "encrypt",
    "decrypt",
    "rotate",
    "enable",
    "disable",
    "update_rotation",
    "update_versions",
    "cancel_deletion",
    "data_key",
    "rewrap",
    "sign",
    "verify",
    "jwt_sign",
    "jwt_verify",
    "hmac",
    "verify_hmac",
    "export",
    "import",
    "random",
    "rotate_wrapping_key",
  ],
} as const;

/** What a permission can be about. */
export type ResourceType = keyof typeof PERMISSIONS;

/** Resource type, colon, verb: `kms_key:encrypt`. */
export type Permission = { [T in ResourceType]: `${T}:${(typeof PERMISSIONS)[T][number]}` }[ResourceType];

/** What a call wants to act on; `id` is empty where no object exists yet (create, list). */
export interface ResourceReference {
  readonly type: ResourceType;
  readonly id: string;
  readonly organisationId: string;
  readonly projectId: string;
}
