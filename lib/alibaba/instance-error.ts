import { ERRORS, type ErrorCode } from "@/lib/contract/errors";
import { isKmsError, type KmsError } from "@/lib/contract/kms-error";

/** A refusal in the words of the protocol. */
export class InstanceError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "InstanceError";
    this.status = status;
    this.code = code;
  }
}

/** A header that is missing or wrong; clients compare these texts. */
export const invalidParam = (name: string) => new InstanceError(400, "InvalidParam", `The Param ${name} is invalid.`);
/** A field that must be there. */
export const missing = (name: string) =>
  new InstanceError(400, "MissingParameter", `The parameter ${name} is required and must not be empty.`);
/** A field that is wrong. */
export const invalidParameter = (message: string) => new InstanceError(400, "InvalidParameter", message);
/** Something that is not offered, by its name. */
export const unsupported = (message: string) => new InstanceError(400, "UnsupportedOperation", message);
/** The client key is not known, or not any more. */
export const unknownClientKey = () =>
  new InstanceError(404, "Unauthorized", "The client key is not known, expired or revoked.");
/** The body is too large; the answer has none. */
export const tooLarge = () => new InstanceError(413, "", "");

/** What an operation was asked of, for the texts of its refusals. */
export interface AskedOf {
  /** As the request names the key; empty where it names none but that of a secret. */
  readonly keyId: string;
  /** For symmetric keys alone. */
  readonly symmetricOnly: boolean;
}

type Refusal = readonly [status: number, code: string];

/** The protocol's codes for ours; what is missing here is decided below, or a defect. */
const CODES: Readonly<Partial<Record<ErrorCode, Refusal>>> = {
  permission_denied: [403, "Forbidden.NoPermission"],
  feature_disabled: [403, "Forbidden.NoPermission"],
  access_policy_denied: [403, "Forbidden.NoPermission"],
  key_not_found: [404, "Forbidden.KeyNotFound"],
  secret_not_found: [404, "Forbidden.ResourceNotFound"],
  secret_version_not_found: [404, "Forbidden.ResourceNotFound"],
  project_not_found: [404, "Unauthorized"],
  organisation_not_found: [404, "Unauthorized"],
  unauthenticated: [404, "Unauthorized"],
  key_version_not_usable: [409, "Rejected.Unavailable"],
  key_version_exhausted: [409, "Rejected.Unavailable"],
  too_many_requests: [429, "Rejected.Throttling"],
  region_not_found: [503, "ServiceUnavailableTemporary"],
  region_unavailable: [503, "ServiceUnavailableTemporary"],
  unavailable: [503, "ServiceUnavailableTemporary"],
  storage_full: [503, "ServiceUnavailableTemporary"],
  operation_not_supported: [400, "UnsupportedOperation"],
  purpose_forbids: [400, "UnsupportedOperation"],
};

const ASYMMETRIC = ["rsa", "ecdsa", "ed25519"];

/** The refusal of an operation in the words of the protocol. Those about a ciphertext say nothing of why. */
export function instanceErrorOf(error: unknown, { keyId, symmetricOnly }: AskedOf): InstanceError {
  if (error instanceof InstanceError) return error;
  if (!isKmsError(error)) return new InstanceError(500, "InternalFailure", ERRORS.internal.message);
  if (error.cause instanceof InstanceError) return error.cause;
  const special = specialErrorOf(error, keyId, symmetricOnly);
  if (special !== null) return special;
  const known = CODES[error.code];
  if (known !== undefined) return new InstanceError(...known, error.message);
  if (ERRORS[error.code].status >= 500) return new InstanceError(500, "InternalFailure", ERRORS.internal.message);
  return invalidParameter(error.message);
}

function specialErrorOf(error: KmsError, keyId: string, symmetricOnly: boolean): InstanceError | null {
  const named = keyId === "" ? "The key of the secret" : `The key ${keyId}`;
  switch (error.code) {
    case "operation_not_supported":
      if (!symmetricOnly || !ASYMMETRIC.includes(error.fact ?? "")) return null;
      return new InstanceError(
        404,
        "Forbidden.OnlySymmetricKeySupported",
        `${named} is not a symmetric key. The API only supports symmetric keys.`,
      );
    case "key_not_found":
      return new InstanceError(
        404,
        "Forbidden.KeyNotFound",
        `${named} is not found${keyId === "" ? MAY_LACK_RIGHT : ""}.`,
      );
    case "unauthenticated":
      return unknownClientKey();
    case "key_not_usable":
      return error.fact === "pending_deletion"
        ? new InstanceError(409, "Rejected.PendingDeletion", `${named} is pending deletion.`)
        : new InstanceError(409, "Rejected.Disabled", `${named} is disabled.`);
    case "decryption_failed":
    case "key_version_not_found":
      return invalidParameter(NOT_DECRYPTED);
    default:
      return null;
  }
}

/** Whoever hears it may read the secret, and so knows that it has a key; which of the two it is stays untold. */
const MAY_LACK_RIGHT = ", or the client key lacks kms:Decrypt on it, which reading a secret's value takes";

/** One text for every reason why a ciphertext does not open. */
export const NOT_DECRYPTED = "The ciphertext cannot be decrypted with these parameters.";
