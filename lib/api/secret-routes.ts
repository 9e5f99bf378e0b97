import type { ErrorCode } from "@/lib/contract/errors";
import { KmsError } from "@/lib/contract/kms-error";
import { secretPathProblem } from "@/lib/contract/secret-path";
import {
  browseSecretsQuery,
  createSecretRequest,
  deletedSecret,
  destroyVersionQuery,
  getSecretValueRequest,
  putSecretValueRequest,
  readSecretQuery,
  type SecretMessage,
  secret,
  secretDifference,
  secretDifferenceRequest,
  secretListing,
  secretPolicyRequest,
  secretValue,
  updateSecretRequest,
  writtenVersion,
} from "@/lib/contract/secrets";
import { deleteSecret, destroySecretVersion, updateSecret, updateSecretPolicy } from "@/lib/secrets/change-secret";
import { compareVersions } from "@/lib/secrets/compare-versions";
import { createSecret } from "@/lib/secrets/create-secret";
import { getSecret } from "@/lib/secrets/get-secret";
import { getSecretValue } from "@/lib/secrets/get-secret-value";
import { listSecrets } from "@/lib/secrets/list-secrets";
import { putSecretValue } from "@/lib/secrets/put-secret-value";
import type { SecretTarget } from "@/lib/secrets/secret-act";
import {
  BODY_ERRORS,
  body,
  REGIONAL_ERRORS,
  type Route,
  type RouteInput,
  type RouteResult,
  SECRET_ERRORS,
} from "./route";

/** Codes of the KMS that a verb which encrypts or decrypts passes on. */
const VALUE_ERRORS: readonly ErrorCode[] = [
  "key_not_found",
  "key_not_usable",
  "key_version_not_usable",
  "purpose_forbids",
];
const CHANGE_ERRORS: readonly ErrorCode[] = [...SECRET_ERRORS, ...BODY_ERRORS, "version_mismatch"];

/** Where one part of a secret is addressed, in the path and with `?path=`. */
const addressed = (part: string) => ({
  path: `/v1/secrets/:region/secret/:path{.+}${part}`,
  alsoAt: `/v1/secrets/:region/secret${part}`,
});

/** The secret an address names, in its path or as `?path=`. Error: invalid_request where it names two, or none in the query. */
function secretOf({ parameters, query }: RouteInput): SecretTarget {
  const { region = "", path } = parameters;
  const named = query.get("path");
  query.delete("path");
  if (path === undefined) return { region, path: pathOfQuery(named ?? "") };
  if (named === null || named === `/${path}`) return { region, path: `/${path}` };
  throw new KmsError("invalid_request", { message: "path: must be the path in the address, or left out." });
}

function pathOfQuery(path: string): string {
  const problem = secretPathProblem(path);
  if (problem === null) return path;
  const hint = path.includes(" ") ? "; in a query + stands for a space, so write %2B" : "";
  throw new KmsError("invalid_request", { message: `path: ${problem}${hint}.` });
}

/** A secret as the body of an answer, tagged with what If-Match takes. */
async function tagged(result: Promise<SecretMessage>): Promise<RouteResult> {
  const found = await result;
  return { body: found, headers: { etag: `"${found.objectVersion}"` } };
}

const queryOf = ({ query }: RouteInput) => Object.fromEntries(query);

/** Secrets by path. */
export const SECRET_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/secrets/:region/secrets",
    operationId: "listSecrets",
    tag: "Secrets",
    status: 200,
    summary: "Browse secrets",
    description:
      "With path one level: the folders and secrets in it. Otherwise an array of everything below pathPrefix. Shown is what the caller may list and read; values never are.",
    query: browseSecretsQuery,
    response: secretListing,
    errors: REGIONAL_ERRORS,
    async run(call, input) {
      const target = { region: input.parameters.region ?? "" };
      const { answer, nextCursor } = await listSecrets(call, target, queryOf(input));
      return { body: answer, nextCursor };
    },
  },
  {
    method: "POST",
    path: "/v1/secrets/:region/secrets",
    operationId: "createSecret",
    tag: "Secrets",
    status: 201,
    summary: "Create a secret",
    description:
      "Makes a secret with its first version, encrypted under the key by the KMS: needs secret:create on the path and kms_key:encrypt on the key. Path, key, description and labels cannot be changed later.",
    request: createSecretRequest,
    example: { path: "/app/database-password", kmsKeyIdentity: "first-key", secretString: "aGVsbG8=" },
    response: secret,
    errors: [
      ...REGIONAL_ERRORS,
      ...BODY_ERRORS,
      ...VALUE_ERRORS,
      "permission_denied",
      "secret_path_taken",
      "operation_not_supported",
      "invalid_base64",
      "payload_size",
    ],
    run: (call, { parameters }) => tagged(createSecret(call, { region: parameters.region ?? "" })),
  },
  {
    method: "POST",
    ...addressed("/value"),
    operationId: "getSecretValue",
    tag: "Secrets",
    status: 200,
    summary: "Read the value of a secret",
    description:
      "The current version, or the one asked for by version or stage. Needs secret:getSecretValue on the secret, kms_key:decrypt on its key, and the consent of its access policy. The body may be left out.",
    request: getSecretValueRequest,
    requestOptional: true,
    response: secretValue,
    errors: [
      ...SECRET_ERRORS,
      ...BODY_ERRORS,
      ...VALUE_ERRORS,
      "access_policy_denied",
      "secret_version_not_found",
      "decryption_failed",
    ],
    run: (call, input) => body(getSecretValue(call, secretOf(input))),
  },
  {
    method: "POST",
    ...addressed("/versions"),
    operationId: "putSecretValue",
    tag: "Secrets",
    status: 200,
    summary: "Write a new version",
    description:
      "The new value becomes the current version; older ones stay readable. Needs secret:putSecretValue on the secret, kms_key:encrypt on its key, and the consent of its access policy. If-Match with the objectVersion refuses to write over somebody else's change.",
    request: putSecretValueRequest,
    example: { secretString: "aGVsbG8=" },
    response: writtenVersion,
    errors: [...CHANGE_ERRORS, ...VALUE_ERRORS, "access_policy_denied", "invalid_base64", "payload_size"],
    run: (call, input) => body(putSecretValue(call, secretOf(input))),
  },
  {
    method: "DELETE",
    ...addressed("/versions"),
    operationId: "destroySecretVersion",
    tag: "Secrets",
    status: 200,
    summary: "Destroy a version",
    description:
      "Takes the value of one version away for good, the current one too; the newest that is left becomes current. Destroyed versions stay in the history.",
    query: destroyVersionQuery,
    response: secret,
    errors: [...CHANGE_ERRORS, "secret_version_not_found", "state_conflict"],
    run: (call, input) => tagged(destroySecretVersion(call, secretOf(input), queryOf(input))),
  },
  {
    method: "PUT",
    ...addressed("/policy"),
    operationId: "updateSecretPolicy",
    tag: "Secrets",
    status: 200,
    summary: "Set the access policy of a secret",
    description:
      "Limits from where, when and by whom values are read and written, on top of permissions. A condition or statement that denies and holds refuses the call; where some allow, one of them must hold.",
    request: secretPolicyRequest,
    example: { accessPolicy: { conditions: [{ type: "ip", effect: "allow", cidrs: ["10.0.0.0/8"] }] } },
    response: secret,
    errors: CHANGE_ERRORS,
    run: (call, input) => tagged(updateSecretPolicy(call, secretOf(input))),
  },
  {
    method: "POST",
    ...addressed("/difference"),
    operationId: "compareSecretVersions",
    tag: "Secrets",
    status: 200,
    summary: "Compare two versions",
    description:
      "Which names were added, removed or changed, never their values. Needs what reading the value needs: both versions are decrypted for it.",
    request: secretDifferenceRequest,
    example: { from: 1, to: 2 },
    response: secretDifference,
    errors: [...SECRET_ERRORS, ...BODY_ERRORS, ...VALUE_ERRORS, "access_policy_denied", "secret_version_not_found"],
    run: (call, input) => body(compareVersions(call, secretOf(input))),
  },
  {
    method: "GET",
    ...addressed(""),
    operationId: "getSecret",
    tag: "Secrets",
    status: 200,
    summary: "Read a secret",
    description: "What is known about it, with every version where includeVersions=true. Values never are part of it.",
    query: readSecretQuery,
    response: secret,
    errors: SECRET_ERRORS,
    run: (call, input) => tagged(getSecret(call, secretOf(input), queryOf(input))),
  },
  {
    method: "PATCH",
    ...addressed(""),
    operationId: "updateSecret",
    tag: "Secrets",
    status: 200,
    summary: "Set reminder and stages",
    description: "Days after which the value is due to be replaced, and labels that name versions.",
    request: updateSecretRequest,
    example: { rotationReminderInDays: 90 },
    response: secret,
    errors: [...CHANGE_ERRORS, "secret_version_not_found"],
    run: (call, input) => tagged(updateSecret(call, secretOf(input))),
  },
  {
    method: "DELETE",
    ...addressed(""),
    operationId: "deleteSecret",
    tag: "Secrets",
    status: 200,
    summary: "Delete a secret",
    description: "With all its versions, at once and for good.",
    response: deletedSecret,
    errors: CHANGE_ERRORS,
    run: (call, input) => body(deleteSecret(call, secretOf(input))),
  },
];
