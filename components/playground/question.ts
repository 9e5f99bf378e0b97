import { HASH_ALGORITHM_DEFAULT } from "@/lib/contract/hash-algorithms";
import { base64FromBytes } from "@/lib/format/bytes";
import { isBrowserHash } from "./file-digests";
import {
  hashesFiles,
  OPERATIONS,
  type Operation,
  type OptionName,
  type Options,
  optionsOf,
  payloadBytesMax,
  signaturePadding,
  type TriedKey,
} from "./operations";
import { NO_PAYLOAD, optionalBase64, type Payload, payloadBytes } from "./payload";
import type { OperationRequest } from "./playground-actions";

/** What stands in a tab's form. In memory only: never in the address, storage or a query's cache. */
export interface Question {
  readonly payload: Payload;
  /** What an earlier call returned. */
  readonly earlier: string;
  /** A claims set as JSON. */
  readonly claims: string;
  readonly options: Options;
}

export const EMPTY_QUESTION: Question = {
  payload: NO_PAYLOAD,
  earlier: "",
  claims: '{\n  "sub": "user-42"\n}',
  options: {
    keyVersion: "",
    context: "",
    associatedData: "",
    hashAlgorithm: "",
    prehashed: false,
    signatureAlgorithm: "",
    saltLength: "",
    marshalingAlgorithm: "",
    keyBytes: "32",
    withPlaintext: true,
    lifetimeInSeconds: "3600",
    typ: "",
    audience: "",
    issuer: "",
    subject: "",
    clockToleranceInSeconds: "",
  },
};

/** The digest that is sent for a file too large for a call; null where the payload itself is. */
export function digestOf(operation: Operation, of: TriedKey, { payload, options }: Question): Uint8Array | null {
  if (!isHashedHere(operation, of, { payload, options })) return null;
  const algorithm = options.hashAlgorithm || HASH_ALGORITHM_DEFAULT;
  return isBrowserHash(algorithm) ? (payload.file?.digests?.[algorithm] ?? null) : null;
}

/** Whether a file is too large for a call and its digest is sent instead. */
export function isHashedHere(
  operation: Operation,
  of: TriedKey,
  { payload, options }: Pick<Question, "payload" | "options">,
): boolean {
  const isLarge = payload.source === "file" && (payload.file?.size ?? 0) > payloadBytesMax(operation, of);
  return isLarge && hashesFiles(operation, of) && !options.prehashed;
}

/** The request that a question without a problem stands for. */
export function requestOf(operation: Operation, of: TriedKey, question: Question): OperationRequest {
  const { payload, earlier } = OPERATIONS[operation];
  const bytes = digestOf(operation, of, question) ?? payloadBytes(question.payload) ?? new Uint8Array();
  return {
    ...(payload === null ? {} : { [payload]: base64FromBytes(bytes) }),
    ...(earlier === null ? {} : { [earlier]: question.earlier.trim() }),
    ...(OPERATIONS[operation].hasClaims ? { claims: readClaims(question.claims) ?? {} } : {}),
    ...optionFields(operation, of, question),
  };
}

/** The options of a question as fields of its request; what is as the API has it anyway is left out. */
function optionFields(operation: Operation, of: TriedKey, question: Question): OperationRequest {
  const isDigest = digestOf(operation, of, question) !== null;
  const options = { ...question.options, prehashed: question.options.prehashed || isDigest };
  const names = [...OPERATIONS[operation].mainOptions, ...optionsOf(operation, of, options)];
  const fields = names.map((name) => [name, optionValue(name, of, options)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function optionValue(name: OptionName, of: TriedKey, options: Options): unknown {
  switch (name) {
    case "prehashed":
      return options.prehashed || undefined;
    case "withPlaintext":
      return options.withPlaintext ? undefined : false;
    case "context":
    case "associatedData":
      return optionalBase64(options[name]);
    case "signatureAlgorithm":
      return options.signatureAlgorithm || (signaturePadding(of, options) === "pss" ? undefined : "pkcs1v15");
    case "keyVersion":
    case "keyBytes":
    case "lifetimeInSeconds":
    case "clockToleranceInSeconds":
    case "saltLength":
      return /^\d+$/.test(options[name].trim()) ? Number(options[name]) : options[name].trim() || undefined;
    default:
      return options[name].trim() || undefined;
  }
}

/** A claims set that a text holds; null where it is no JSON object. */
export function readClaims(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
