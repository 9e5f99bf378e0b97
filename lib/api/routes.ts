import type { z } from "zod";
import type { ErrorCode } from "@/lib/contract/errors";
import {
  createKeyRequest,
  decryptRequest,
  decryptResponse,
  encryptRequest,
  encryptResponse,
  kmsKey,
  kmsKeyList,
  kmsSummary as kmsSummaryMessage,
  listKeysQuery,
  updateRotationRequest,
} from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { LABEL_KEY } from "@/lib/contract/kms-limits";
import type { Call } from "@/lib/kms/call";
import { disableKey, enableKey } from "@/lib/kms/change-status";
import { createKey } from "@/lib/kms/create-key";
import { decrypt } from "@/lib/kms/decrypt";
import { encrypt } from "@/lib/kms/encrypt";
import { getKey } from "@/lib/kms/get-key";
import { listKeys } from "@/lib/kms/list-keys";
import { rotateKey } from "@/lib/kms/rotate-key";
import { kmsSummary } from "@/lib/kms/summary";
import { updateRotation } from "@/lib/kms/update-rotation";
import type { ApiTag } from "./api-tags";

/** What a route's verb gets from the address. */
export interface RouteInput {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** What a verb gives: the body of the answer, and the next page of a list. */
export interface RouteResult {
  readonly body: unknown;
  readonly nextCursor?: string | null;
}

/** One endpoint: what it runs, and what the OpenAPI document says of it. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `:name` parameters. */
  readonly path: string;
  /** Names the operation in generated clients, for example `createKey`: unique, camel case, a verb first. Never changes. */
  readonly operationId: string;
  /** The group of the documentation that shows the endpoint. */
  readonly tag: ApiTag;
  readonly status: 200 | 201;
  readonly summary: string;
  readonly description: string;
  readonly query?: z.ZodObject;
  readonly request?: z.ZodType;
  /** A body that works, for the documentation. */
  readonly example?: Readonly<Record<string, unknown>>;
  /** Whether the body may be missing. */
  readonly requestOptional?: true;
  readonly response: z.ZodType;
  /** Codes this route can answer with, beside those every route can. */
  readonly errors: readonly ErrorCode[];
  run(call: Call, input: RouteInput): Promise<RouteResult>;
}

/** Codes that every route can answer with, those of its address with another method or of a request that reaches no route included. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  "invalid_request",
  "unauthenticated",
  "organisation_required",
  "organisation_not_found",
  "project_not_found",
  "feature_disabled",
  "method_not_allowed",
  "request_timeout",
  "headers_too_large",
  "internal",
  "unavailable",
];

const REGIONAL_ERRORS: readonly ErrorCode[] = ["region_not_found", "region_unavailable"];
const KEY_ERRORS: readonly ErrorCode[] = [...REGIONAL_ERRORS, "key_not_found"];
const BODY_ERRORS: readonly ErrorCode[] = ["malformed_json", "unsupported_media_type", "payload_too_large"];
const CHANGE_ERRORS: readonly ErrorCode[] = [...KEY_ERRORS, ...BODY_ERRORS, "key_state_conflict"];
const OPERATION_ERRORS: readonly ErrorCode[] = [
  ...KEY_ERRORS,
  ...BODY_ERRORS,
  "key_not_usable",
  "operation_not_supported",
  "invalid_base64",
  "payload_size",
  "key_version_not_found",
  "key_version_not_usable",
];

const keyOf = ({ parameters }: RouteInput) => ({ region: parameters.region ?? "", key: parameters.key ?? "" });
const body = async (result: Promise<unknown>): Promise<RouteResult> => ({ body: await result });

/** Every endpoint of the API, in the order the documentation shows them. */
export const ROUTES: readonly Route[] = [
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
      "Creates a key and its version 1. Name, description, labels, type and exportAllowed cannot be changed later.",
    request: createKeyRequest,
    example: { name: "first-key" },
    response: kmsKey,
    errors: [...REGIONAL_ERRORS, ...BODY_ERRORS, "permission_denied", "rotation_period_required", "slug_taken"],
    run: (call, { parameters }) => body(createKey(call, { region: parameters.region ?? "" })),
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
    method: "POST",
    path: "/v1/kms/:region/keys/:key/encrypt",
    operationId: "encrypt",
    tag: "Cryptography",
    status: 200,
    summary: "Encrypt",
    description: "Encrypts 1 to 65,535 bytes under the newest version of the key, or under keyVersion.",
    request: encryptRequest,
    example: { plaintext: "aGVsbG8=" },
    response: encryptResponse,
    errors: OPERATION_ERRORS,
    run: (call, input) => body(encrypt(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/decrypt",
    operationId: "decrypt",
    tag: "Cryptography",
    status: 200,
    summary: "Decrypt",
    description:
      "Decrypts what encrypt returned, with the version the ciphertext names. A failure does not say why it failed.",
    request: decryptRequest,
    example: { ciphertext: "thalassa:v1:…" },
    response: decryptResponse,
    errors: [...OPERATION_ERRORS, "invalid_ciphertext", "decryption_failed"],
    run: (call, input) => body(decrypt(call, keyOf(input))),
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
    errors: [...CHANGE_ERRORS, "rotation_not_allowed"],
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
];

// A filter that no key can match, or that an object would swallow (`__proto__`), must not be dropped: it would show everything.
const LABEL_FILTER = /^matchLabels\[(.+)\]$/;

/** A query as an object, with `matchLabels[key]=value` gathered into one map. Unknown parameters stay, to be refused. */
function queryObject(query: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null);
  const matchLabels: Record<string, string> = {};
  for (const [name, value] of query) {
    const label = LABEL_FILTER.exec(name)?.[1];
    if (label === undefined) values[name] = value;
    else if (LABEL_KEY.test(label)) matchLabels[label] = value;
    else throw new KmsError("invalid_request", { message: "matchLabels: no label can have this key." });
  }
  return Object.keys(matchLabels).length === 0 ? { ...values } : { ...values, matchLabels };
}
