import type { z } from "zod";
import type { ErrorCode } from "@/lib/contract/errors";
import type { Call } from "@/lib/door/call";
import type { ApiTag } from "./api-tags";

/** What a route's verb gets from the address. */
export interface RouteInput {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** What a verb gives: the body of the answer, and the next page of a list. */
export interface RouteResult {
  readonly body: unknown;
  /** In place of a body: text that is made while it is sent. The headers say of which type. */
  readonly chunks?: AsyncIterable<string>;
  readonly nextCursor?: string | null;
  /** Added to the headers of every answer, or in place of one. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One endpoint: what it runs, and what the OpenAPI document says of it. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:name` parameters; `:name{.+}` takes several segments. */
  readonly path: string;
  /** The same address with `:path` as `?path=`, which the documentation describes with it. */
  readonly alsoAt?: string;
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
  /** Largest body in bytes, where it is not 1 MiB. */
  readonly bodyBytesMax?: number;
  /** Whether some of it is answered without a credential. */
  readonly public?: true;
  /** Whether a repetition with the same Idempotency-Key gets the first answer. */
  readonly repeatable?: true;
  readonly response: z.ZodType;
  /** Media type of the answer where it is not JSON; its body is then text. */
  readonly mediaType?: "text/csv" | "application/jsonl";
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
  "too_many_requests",
  "headers_too_large",
  "internal",
  "unavailable",
  "storage_full",
];

/** Codes of every route that names a region. */
export const REGIONAL_ERRORS: readonly ErrorCode[] = ["region_not_found", "region_unavailable"];
/** Codes of every route that names a key. */
export const KEY_ERRORS: readonly ErrorCode[] = [...REGIONAL_ERRORS, "key_not_found"];
/** Codes of every route that names an object of the control plane. */
export const OBJECT_ERRORS: readonly ErrorCode[] = ["permission_denied", "object_not_found"];
/** Codes of every route with a body. */
export const BODY_ERRORS: readonly ErrorCode[] = ["malformed_json", "unsupported_media_type", "payload_too_large"];
/** Codes of every route that names a secret. */
export const SECRET_ERRORS: readonly ErrorCode[] = [...REGIONAL_ERRORS, "secret_not_found"];
/** Codes of every route that names a DNS zone. */
export const ZONE_ERRORS: readonly ErrorCode[] = ["zone_not_found"];
/** Codes of every route that changes a DNS zone. */
export const ZONE_CHANGE_ERRORS: readonly ErrorCode[] = [...ZONE_ERRORS, ...BODY_ERRORS, "version_mismatch"];
/** Codes of every route that changes a key. */
export const CHANGE_ERRORS: readonly ErrorCode[] = [...KEY_ERRORS, ...BODY_ERRORS, "key_state_conflict"];
/** Codes of every route that reads an object of the control plane. */
export const ACCESS_ERRORS: readonly ErrorCode[] = ["permission_denied", "object_not_found"];
/** Codes of every route that changes one. */
export const ACCESS_CHANGE_ERRORS: readonly ErrorCode[] = [...ACCESS_ERRORS, ...BODY_ERRORS, "state_conflict"];
/** Codes of every route that uses a key. */
export const OPERATION_ERRORS: readonly ErrorCode[] = [
  ...KEY_ERRORS,
  ...BODY_ERRORS,
  "key_not_usable",
  "operation_not_supported",
  "purpose_forbids",
  "invalid_base64",
  "payload_size",
  "key_version_not_found",
  "key_version_not_usable",
];
/** Codes of every route that encrypts with a key. */
export const ENCRYPTION_ERRORS: readonly ErrorCode[] = [...OPERATION_ERRORS, "key_version_exhausted"];

/** The key an address names. */
export const keyOf = ({ parameters }: RouteInput) => ({ region: parameters.region ?? "", key: parameters.key ?? "" });
/** The object of the control plane that an address names. */
export const objectOf = ({ parameters }: RouteInput) => parameters.identity ?? "";
/** The answer of a verb as a body without a next page. */
export const body = async (result: Promise<unknown>): Promise<RouteResult> => ({ body: await result });
