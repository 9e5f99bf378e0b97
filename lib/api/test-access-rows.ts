/**
 * Who may call what, written by hand: one line for each route of `routes.ts`, by its operationId. The test of the table
 * calls every route as everybody and compares; a route without a line fails it.
 *
 * A line names, beside the owner and an administrator, who may call: built-in policies by name, `nobody` for a member
 * without any. Its kind says what the others get:
 *
 * - `hides`: it names an object, and who may not sees none: 404.
 * - `refuses`: it names none: 403, and so do routes of access management. Works in a project, too.
 * - `ofOrganisation`: like `refuses`, and tokens confined to a project are refused whoever has them.
 * - `anybody`: about the caller itself, or shows as much as the caller may see.
 *
 * The test sends a body with a field that does not exist, so that who may call gets 400 and nothing happens; 200 for GET,
 * and for DELETE of something made for the call. Where a route answers otherwise the line ends with that status.
 */

/** One line. */
export interface AccessRow {
  /** Who may call, beside the owner and administrators. */
  readonly also: readonly string[];
  /** What those get who may not. */
  readonly refused: 403 | 404;
  /** Who sees the object and may still not: 403 where others get 404. */
  readonly seenBy?: readonly string[];
  /** What a token confined to a project gets; absent = as an administrator. */
  readonly confined?: number;
  /** What those get who may; absent = 200 for GET and DELETE, 400 for others. */
  readonly allowed?: number;
  /** Only these may, and administrators may not. */
  readonly onlyOwner?: true;
}

const EVERYBODY = ["*"];
const words = (text: string) => text.split(" ").filter(Boolean);

const hides = (also: string, allowed?: number): AccessRow => ({ also: words(also), refused: 404, allowed });
const refuses = (also: string, allowed?: number): AccessRow => ({ also: words(also), refused: 403, allowed });
const ofOrganisation = (also: string, allowed?: number): AccessRow => ({ ...refuses(also, allowed), confined: 403 });
const anybody = (allowed?: number): AccessRow => ({ also: EVERYBODY, refused: 403, allowed });

const READERS = "operator auditor";

export const ACCESS_ROWS: Readonly<Record<string, AccessRow>> = {
  getKmsSummary: anybody(),
  listKeys: anybody(),
  createKey: refuses("kms:FullAccess operator"),
  getWrappingKey: refuses("kms:FullAccess operator"),
  rotateWrappingKey: refuses("kms:FullAccess operator"),
  getKey: hides("kms:FullAccess kms:ReadAccess operator auditor"),
  getKeyUsage: hides("kms:FullAccess kms:ReadAccess operator auditor"),
  rotateKey: hides("kms:FullAccess kms:Rotate operator"),
  updateKeyRotation: hides("kms:FullAccess operator"),
  disableKey: hides("kms:FullAccess operator"),
  enableKey: hides("kms:FullAccess operator"),
  deleteKey: hides("kms:FullAccess", 400),
  cancelKeyDeletion: hides("kms:FullAccess", 400),
  postCancelKeyDeletion: hides("kms:FullAccess"),
  updateKeyVersions: hides("kms:FullAccess"),
  listAliases: anybody(),
  createAlias: refuses("kms:FullAccess operator"),
  updateAlias: refuses("kms:FullAccess operator"),
  deleteAlias: refuses("kms:FullAccess operator", 400),
  getPublicKey: hides("kms:FullAccess kms:ReadAccess operator auditor"),
  encrypt: hides("kms:FullAccess kms:Encrypt operator"),
  decrypt: hides("kms:FullAccess kms:Decrypt operator"),
  sign: hides("kms:FullAccess kms:Sign operator"),
  verify: hides("kms:FullAccess kms:Verify operator"),
  hmac: hides("kms:FullAccess kms:HMAC operator"),
  verifyHmac: hides("kms:FullAccess kms:HMAC operator"),
  exportKey: hides("kms:FullAccess kms:Export"),
  createDataKey: hides("kms:FullAccess kms:Encrypt operator"),
  rewrap: hides("kms:FullAccess operator"),
  runBatch: hides("kms:FullAccess kms:Encrypt kms:Decrypt kms:Sign kms:Verify kms:HMAC operator"),
  generateRandom: refuses("kms:FullAccess operator"),
  signJwt: hides("kms:FullAccess kms:Sign operator"),
  verifyJwt: hides("kms:FullAccess kms:Verify operator"),
  getKeyJwks: hides("kms:FullAccess kms:ReadAccess operator auditor"),

  listSecrets: anybody(),
  createSecret: refuses("secrets:FullAccess operator"),
  getSecretValue: hides("secrets:FullAccess secrets:GetSecretValue operator"),
  putSecretValue: hides("secrets:FullAccess operator"),
  destroySecretVersion: hides("secrets:FullAccess", 400),
  updateSecretPolicy: hides("secrets:FullAccess operator"),
  compareSecretVersions: hides("secrets:FullAccess secrets:GetSecretValue operator"),
  getSecret: hides("secrets:FullAccess secrets:ReadAccess operator auditor"),
  updateSecret: hides("secrets:FullAccess operator"),
  deleteSecret: hides("secrets:FullAccess"),

  listZones: anybody(),
  createZone: refuses("dns:FullAccess operator"),
  getZone: hides("dns:FullAccess dns:ReadAccess operator auditor"),
  replaceZone: hides("dns:FullAccess operator"),
  updateZone: hides("dns:FullAccess operator"),
  deleteZone: hides("dns:FullAccess"),
  exportZone: hides("dns:FullAccess dns:ReadAccess operator auditor"),
  importZone: hides("dns:FullAccess operator"),
  listRecords: hides("dns:FullAccess dns:ReadAccess operator auditor"),
  createRecord: hides("dns:FullAccess operator"),
  getRecord: hides("dns:FullAccess dns:ReadAccess operator auditor"),
  replaceRecord: hides("dns:FullAccess operator"),
  updateRecord: hides("dns:FullAccess operator"),
  getDnssec: hides("dns:FullAccess dns:ReadAccess operator auditor"),
  enableDnssec: hides("dns:FullAccess operator"),
  disableDnssec: hides("dns:FullAccess operator"),
  checkParent: { ...hides("dns:FullAccess operator"), allowed: 409 },
  listSecondaries: ofOrganisation("dns:FullAccess dns:ReadAccess operator auditor"),
  createSecondary: ofOrganisation("dns:FullAccess operator"),
  deleteSecondary: ofOrganisation("dns:FullAccess operator"),
  deleteRecord: hides("dns:FullAccess operator"),
  listClaims: { ...ofOrganisation(""), allowed: 403 },
  decideClaim: { ...ofOrganisation(""), allowed: 403 },

  listAuditRecords: refuses(READERS),
  readAuditHistogram: refuses(READERS),
  listAuditFacets: refuses(READERS),
  listAuditCallCounts: { ...refuses(READERS), confined: 400 },
  exportAuditRecords: ofOrganisation(READERS),
  proveAuditRecords: ofOrganisation(READERS),
  listAuditCheckpoints: ofOrganisation(READERS),
  listAuditSinks: ofOrganisation(READERS),
  createAuditSink: ofOrganisation(""),
  getAuditSink: ofOrganisation(READERS),
  updateAuditSink: ofOrganisation(""),
  deleteAuditSink: ofOrganisation(""),
  testAuditSink: ofOrganisation("", 200),
  getUsage: refuses(READERS),
  getAvailability: anybody(),
  // The record is not one of the project, and not one of a refusal.
  explainAuditRecord: { ...refuses(READERS, 409), confined: 404 },
  getAuditRecord: { ...refuses(READERS), confined: 404 },

  getMe: anybody(),
  listOwnMemberships: anybody(),
  listRegions: anybody(),
  getRegion: anybody(),
  listOrganisations: anybody(),
  createOrganisation: { ...ofOrganisation(""), allowed: 403 },
  getOrganisation: ofOrganisation(READERS),
  updateOrganisation: ofOrganisation(""),
  listProjects: ofOrganisation(READERS),
  createProject: ofOrganisation(""),
  getProject: ofOrganisation(READERS),
  updateProject: ofOrganisation(""),
  deleteProject: ofOrganisation(""),
  listMemberships: ofOrganisation(READERS),
  createMembership: ofOrganisation(""),
  updateMembership: ofOrganisation(""),
  deleteMembership: ofOrganisation(""),
  createMemberPasswordLink: { ...ofOrganisation("", 201), onlyOwner: true },
  listTeams: ofOrganisation(READERS),
  createTeam: ofOrganisation(""),
  getTeam: ofOrganisation(READERS),
  updateTeam: ofOrganisation(""),
  deleteTeam: ofOrganisation(""),
  addTeamMember: ofOrganisation(""),
  removeTeamMember: ofOrganisation(""),

  listClientKeys: ofOrganisation(READERS),
  createClientKey: ofOrganisation(""),
  revokeClientKey: ofOrganisation(""),
  listRoles: ofOrganisation(READERS),
  createRole: ofOrganisation(""),
  getRole: ofOrganisation(READERS),
  updateRole: ofOrganisation(""),
  deleteRole: ofOrganisation(""),
  createRoleRule: ofOrganisation(""),
  replaceRoleRule: ofOrganisation(""),
  deleteRoleRule: ofOrganisation(""),
  listRoleBindings: ofOrganisation(READERS),
  createRoleBinding: ofOrganisation(""),
  updateRoleBinding: ofOrganisation(""),
  deleteRoleBinding: ofOrganisation(""),
  listPolicies: refuses(READERS),
  createPolicy: refuses(""),
  getPolicy: refuses(READERS),
  updatePolicy: refuses(""),
  deletePolicy: refuses(""),
  createPolicyRule: refuses(""),
  replacePolicyRule: refuses(""),
  deletePolicyRule: refuses(""),
  listPolicyBindings: refuses(READERS),
  createPolicyBinding: refuses(""),
  updatePolicyBinding: refuses(""),
  deletePolicyBinding: refuses(""),
  listResourceTypes: refuses(READERS),
  listProjectMembers: refuses(READERS),
  listAccessBindings: refuses(READERS),
  getKeyAccess: ofOrganisation(READERS),
  simulateAccess: ofOrganisation(READERS),
  reviewAccess: ofOrganisation(READERS),

  listServiceAccounts: ofOrganisation(READERS),
  createServiceAccount: ofOrganisation(""),
  getServiceAccount: ofOrganisation(READERS),
  updateServiceAccount: ofOrganisation(""),
  deleteServiceAccount: ofOrganisation(""),
  listAccessCredentials: ofOrganisation(READERS),
  createAccessCredential: ofOrganisation(""),
  revokeAccessCredential: ofOrganisation(""),
  listOrganisationCredentials: { ...anybody(), confined: 403 },
  revokeOrganisationCredential: { ...hides(""), seenBy: words(READERS), confined: 403 },

  listEvents: refuses(READERS),
  // The event is not one of the project.
  getEvent: { ...refuses(READERS), confined: 404 },
  updateEvent: ofOrganisation("operator"),
  listWebhooks: ofOrganisation(READERS),
  createWebhook: ofOrganisation(""),
  getWebhook: ofOrganisation(READERS),
  updateWebhook: ofOrganisation(""),
  deleteWebhook: ofOrganisation(""),
  testWebhook: ofOrganisation("", 200),
  listWebhookDeliveries: ofOrganisation(READERS),

  listFederatedIdentityProviders: ofOrganisation(READERS),
  createFederatedIdentityProvider: ofOrganisation(""),
  getFederatedIdentityProvider: ofOrganisation(READERS),
  updateFederatedIdentityProvider: ofOrganisation(""),
  deleteFederatedIdentityProvider: ofOrganisation(""),
  listFederatedIdentities: ofOrganisation(READERS),
  createFederatedIdentity: ofOrganisation(""),
  getFederatedIdentity: ofOrganisation(READERS),
  updateFederatedIdentity: ofOrganisation(""),
  deleteFederatedIdentity: ofOrganisation(""),
  checkSubjectToken: ofOrganisation(READERS),
  listPersonalAccessTokens: { ...anybody(), confined: 403 },
  createPersonalAccessToken: { ...anybody(), confined: 403 },
  revokePersonalAccessToken: { ...hides(""), onlyOwner: true, confined: 403 },
};
