import {
  createKeyRequest,
  kmsKey,
  kmsKeyList,
  kmsSummary as kmsSummaryMessage,
  listKeysQuery,
  updateRotationRequest,
  updateVersionsRequest,
} from "@/lib/contract/kms";
import { publicKeyQuery, publicKeyResponse, wrappingKeyResponse } from "@/lib/contract/kms-operations";
import { keyUsage as keyUsageMessage, keyUsageQuery } from "@/lib/contract/usage";
import { cancelDeletion, deleteKey, disableKey, enableKey } from "@/lib/kms/change-status";
import { createKey } from "@/lib/kms/create-key";
import { getKey } from "@/lib/kms/get-key";
import { getPublicKey } from "@/lib/kms/get-public-key";
import { keyUsage } from "@/lib/kms/key-usage";
import { listKeys } from "@/lib/kms/list-keys";
import { rotateKey } from "@/lib/kms/rotate-key";
import { kmsSummary } from "@/lib/kms/summary";
import { updateRotation } from "@/lib/kms/update-rotation";
import { updateVersions } from "@/lib/kms/update-versions";
import { readWrappingKey, rotateWrappingKey } from "@/lib/kms/wrapping-key";
import { queryObject } from "./query-object";
import { BODY_ERRORS, body, CHANGE_ERRORS, KEY_ERRORS, keyOf, REGIONAL_ERRORS, type Route } from "./route";

/** Regions, keys and their life. */
export const KEY_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/kms/summary",
    operationId: "getKmsSummary",
    tag: "Regions",
    status: 200,
    summary: "Availability and key counts per region",
    description: "Says whether KMS is enabled for the organisation and, for each region, whether it can be used now.",
    response: kmsSummaryMessage,
    errors: [],
    run: (call) => body(kmsSummary(call)),
  },
  {
    method: "GET",
    path: "/v1/kms/:region/keys",
    operationId: "listKeys",
    tag: "Keys",
    status: 200,
    summary: "List keys",
    description:
      "The keys of one region in the scope of the call: those of the organisation, or with X-Project-Identity those of the project. With limit the answer is one page; the Link header names the next.",
    query: listKeysQuery,
    response: kmsKeyList,
    errors: [...REGIONAL_ERRORS, "permission_denied"],
    async run(call, { parameters, query }) {
      const { keys, nextCursor } = await listKeys(call, { region: parameters.region ?? "" }, queryObject(query));
      return { body: keys, nextCursor };
    },
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys",
    operationId: "createKey",
    tag: "Keys",
    status: 201,
    summary: "Create a key",
    description:
      "Creates a key and its version 1, generated here or brought along (importKeyMaterial, importPublicKey). Name, description, labels, type and exportAllowed cannot be changed later. Bringing a key along also needs the permission kms_key:import.",
    request: createKeyRequest,
    example: { name: "first-key" },
    response: kmsKey,
    repeatable: true,
    errors: [
      ...REGIONAL_ERRORS,
      ...BODY_ERRORS,
      "permission_denied",
      "rotation_period_required",
      "rotation_not_allowed",
      "slug_taken",
      "too_many_requests",
      "invalid_base64",
      "import_failed",
      "invalid_key_material",
      "idempotency_key_reused",
    ],
    run: (call, { parameters }) => body(createKey(call, { region: parameters.region ?? "" })),
  },
  {
    method: "GET",
    path: "/v1/kms/:region/wrapping-key",
    operationId: "getWrappingKey",
    tag: "Keys",
    status: 200,
    summary: "Read the wrapping key",
    description:
      "The RSA public key under which your organisation wraps keys that it brings to this region. It is made at the first read, which takes up to some seconds. Needs the permission kms_key:create.",
    response: wrappingKeyResponse,
    errors: [...REGIONAL_ERRORS, "permission_denied"],
    run: (call, { parameters }) => body(readWrappingKey(call, { region: parameters.region ?? "" })),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/wrapping-key/rotate",
    operationId: "rotateWrappingKey",
    tag: "Keys",
    status: 200,
    summary: "Rotate the wrapping key",
    description:
      "Puts a new wrapping key in place of the present one, which opens wrapped keys for 24 hours more. Keys that were imported are not affected.",
    requestOptional: true,
    response: wrappingKeyResponse,
    errors: [...REGIONAL_ERRORS, ...BODY_ERRORS, "permission_denied"],
    run: (call, { parameters }) => body(rotateWrappingKey(call, { region: parameters.region ?? "" })),
  },
  {
    method: "GET",
    path: "/v1/kms/:region/keys/:key",
    operationId: "getKey",
    tag: "Keys",
    status: 200,
    summary: "Read a key",
    description: "The key with all its versions. The material is never part of the answer.",
    response: kmsKey,
    errors: KEY_ERRORS,
    run: (call, input) => body(getKey(call, keyOf(input))),
  },
  {
    method: "GET",
    path: "/v1/kms/:region/keys/:key/usage",
    operationId: "getKeyUsage",
    tag: "Keys",
    status: 200,
    summary: "Read how a key was used",
    description:
      "Uses of each version since it was made, exact to this moment, with the last one; and the calls per hour or day of a span, by version, operation and outcome. Symmetric keys also show how often each version has encrypted: at 2^32 less a margin it refuses to, and the key has to be rotated.",
    query: keyUsageQuery,
    response: keyUsageMessage,
    errors: KEY_ERRORS,
    run: (call, input) => body(keyUsage(call, keyOf(input), Object.fromEntries(input.query))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/rotate",
    operationId: "rotateKey",
    tag: "Keys",
    status: 200,
    summary: "Rotate now",
    description: "Adds a version, which is the newest from then on. Existing ciphertext still decrypts.",
    requestOptional: true,
    response: kmsKey,
    repeatable: true,
    errors: [...CHANGE_ERRORS, "rotation_not_allowed", "idempotency_key_reused"],
    run: (call, input) => body(rotateKey(call, keyOf(input))),
  },
  {
    method: "PATCH",
    path: "/v1/kms/:region/keys/:key/rotation",
    operationId: "updateKeyRotation",
    tag: "Keys",
    status: 200,
    summary: "Change the rotation schedule",
    description: "Switches automatic rotation on or off and sets its period. An empty object changes nothing.",
    request: updateRotationRequest,
    example: { keyRotationEnabled: true, rotationPeriodInDays: 90 },
    requestOptional: true,
    response: kmsKey,
    errors: [...CHANGE_ERRORS, "rotation_period_required", "rotation_not_allowed"],
    run: (call, input) => body(updateRotation(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/disable",
    operationId: "disableKey",
    tag: "Keys",
    status: 200,
    summary: "Disable a key",
    description: "From the answer on, no call on any node can use the key until it is enabled.",
    requestOptional: true,
    response: kmsKey,
    errors: CHANGE_ERRORS,
    run: (call, input) => body(disableKey(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/enable",
    operationId: "enableKey",
    tag: "Keys",
    status: 200,
    summary: "Enable a key",
    description: "Makes a disabled key usable again.",
    requestOptional: true,
    response: kmsKey,
    errors: CHANGE_ERRORS,
    run: (call, input) => body(enableKey(call, keyOf(input))),
  },
  {
    method: "DELETE",
    path: "/v1/kms/:region/keys/:key",
    operationId: "deleteKey",
    tag: "Keys",
    status: 200,
    summary: "Delete a key",
    description:
      "Schedules the deletion in 30 days. Until then the key can be read and its deletion cancelled, but it cannot be used. The answer names what depends on it.",
    requestOptional: true,
    response: kmsKey,
    errors: CHANGE_ERRORS,
    run: (call, input) => body(deleteKey(call, keyOf(input))),
  },
  ...(["DELETE", "POST"] as const).map(
    (method): Route => ({
      method,
      path: "/v1/kms/:region/keys/:key/cancel-deletion",
      operationId: method === "DELETE" ? "cancelKeyDeletion" : "postCancelKeyDeletion",
      tag: "Keys",
      status: 200,
      summary: method === "DELETE" ? "Cancel a deletion" : "Cancel a deletion (POST)",
      description:
        "The key returns to the state it had before its deletion was asked for. DELETE and POST do the same.",
      requestOptional: true,
      response: kmsKey,
      errors: CHANGE_ERRORS,
      run: (call, input) => body(cancelDeletion(call, keyOf(input))),
    }),
  ),
  {
    method: "PATCH",
    path: "/v1/kms/:region/keys/:key/versions",
    operationId: "updateKeyVersions",
    tag: "Keys",
    status: 200,
    summary: "Change which versions may be used",
    description:
      "Sets minDecryptionVersion, or disables, enables or destroys one version that is not the newest. Destruction takes effect after 30 days.",
    request: updateVersionsRequest,
    example: { minDecryptionVersion: 1 },
    response: kmsKey,
    errors: [...CHANGE_ERRORS, "key_version_not_found", "version_state_conflict"],
    run: (call, input) => body(updateVersions(call, keyOf(input))),
  },
  {
    method: "GET",
    path: "/v1/kms/:region/keys/:key/public-key",
    operationId: "getPublicKey",
    tag: "Keys",
    status: 200,
    summary: "Read the public keys",
    description:
      "The public half of every version of an asymmetric key, or of one: PEM (raw base64 for Ed25519) or JWK.",
    query: publicKeyQuery,
    response: publicKeyResponse,
    errors: [...KEY_ERRORS, "operation_not_supported", "key_version_not_found", "key_version_not_usable"],
    run: (call, input) => body(getPublicKey(call, keyOf(input), Object.fromEntries(input.query))),
  },
];
