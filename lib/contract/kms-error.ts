import { ERRORS, type ErrorCode } from "./errors";

/** Marks errors of this class across module graphs, where `instanceof` compares different copies of the class. */
const BRAND: unique symbol = Symbol.for("pelagos.kms-error") as never;

interface KmsErrorOptions {
  /** Public text instead of the table's; must not reveal anything the caller may not know. */
  message?: string;
  /** Goes to the log only, never to the caller. */
  detail?: string;
  /** Seconds for the `Retry-After` header. */
  retryAfterInSeconds?: number;
  cause?: unknown;
  /** What the message tells in words, such as the state of a key, for edges whose codes are finer than ours. */
  fact?: string;
  /** What the audit record says instead of the public code, for refusals that look like absence from outside. */
  recordedAs?: ErrorCode;
}

/** An expected refusal or failure with a code of the errors table. */
export class KmsError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly retryAfterInSeconds: number | undefined;
  readonly fact: string | undefined;
  readonly recordedAs: ErrorCode;

  constructor(code: ErrorCode, options: KmsErrorOptions = {}) {
    // A refusal is an answer, not a defect: its stack trace would only cost time under a flood. The cause keeps its own.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(options.message ?? ERRORS[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "KmsError";
    this.code = code;
    this.detail = options.detail;
    this.retryAfterInSeconds = options.retryAfterInSeconds;
    this.fact = options.fact;
    this.recordedAs = options.recordedAs ?? code;
  }
}

/** Whether a caught value is a `KmsError` of any module graph of this process. */
export function isKmsError(value: unknown): value is KmsError {
  return typeof value === "object" && value !== null && BRAND in value;
}
