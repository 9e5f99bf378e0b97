/**
 * The one table of error codes: HTTP status, public text and what to do. The API's answers, the OpenAPI document, the
 * console and `docs/errors.md` are generated from it. Public text never carries a fact the caller may not know.
 */

interface ErrorFacts {
  /** HTTP status of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 412 | 413 | 415 | 422 | 429 | 431 | 500 | 503;
  /** Default public message; a verb may replace it by one that names the field or the bound. */
  readonly message: string;
  /** What the caller can do about it, for the error's documentation. */
  readonly remedy: string;
}

export const ERRORS = {
  invalid_request: {
    status: 400,
    message: "The request is not valid.",
    remedy: "The message names the field and what it must be. Correct the field and send the request again.",
  },
  malformed_json: {
    status: 400,
    message: "The request body is not valid JSON.",
    remedy: "Send one JSON object, encoded as UTF-8.",
  },
  invalid_base64: {
    status: 400,
    message: "The value is not standard, padded base64.",
    remedy: "Use the standard alphabet (RFC 4648, section 4) with padding and no white space.",
  },
  payload_size: {
    status: 400,
    message: "The payload has a size this operation does not accept.",
    remedy: "The message names the bounds in bytes. For more data use envelope encryption.",
  },
  invalid_ciphertext: {
    status: 400,
    message: "The ciphertext is not in the form thalassa:v{version}:{base64}.",
    remedy: "The message names the part that is malformed. Send the ciphertext exactly as encrypt returned it.",
  },
  decryption_failed: {
    status: 400,
    message: "The ciphertext could not be decrypted with this key.",
    remedy:
      "Check that key, context and associatedData are those used to encrypt and that the ciphertext is complete. The answer does not say which of them differs.",
  },
  key_version_not_found: {
    status: 400,
    message: "The key has no such version.",
    remedy: "Read the key: versions[] lists what exists, latestVersion is the newest.",
  },
  key_version_not_usable: {
    status: 400,
    message: "This version of the key cannot be used.",
    remedy: "The version is disabled, destroyed or below minDecryptionVersion. Use a newer one.",
  },
  key_version_exhausted: {
    status: 400,
    message: "This version of the key has encrypted as often as is safe.",
    remedy:
      "Rotate the key: the new version encrypts, and this one still decrypts. A shorter rotation period avoids it.",
  },
  key_not_usable: {
    status: 400,
    message: "The key is not active.",
    remedy: "Enable the key, or cancel its deletion, and try again.",
  },
  key_state_conflict: {
    status: 400,
    message: "The key's state does not allow this change.",
    remedy: "Read the key's status; the message names the states from which the change is possible.",
  },
  operation_not_supported: {
    status: 400,
    message: "Keys of this type do not support the operation.",
    remedy: "Use a key whose type supports it; the key types page lists what each can do.",
  },
  purpose_forbids: {
    status: 400,
    message: "The key's purpose does not allow the operation.",
    remedy: "Use a key whose purpose allows it; a key's purpose and options are fixed when it is created.",
  },
  invalid_signature: {
    status: 400,
    message: "The signature is not in the form thalassa:v{version}:{base64}.",
    remedy: "The message names the part that is malformed. Send the text exactly as sign or hmac returned it.",
  },
  invalid_token: {
    status: 400,
    message: "The token is not a JSON Web Token of this key.",
    remedy: "Send a JWS in compact serialisation whose header names the algorithm and a version of this key.",
  },
  import_failed: {
    status: 400,
    message: "The wrapped key material could not be opened.",
    remedy:
      "Read the wrapping key of this region and organisation again, wrap as documented with the hash that hashFunction names, and send the whole blob. The answer does not say which step failed.",
  },
  invalid_key_material: {
    status: 400,
    message: "The key material does not fit the key type.",
    remedy: "The message names what it must be: an exact length, a curve or a modulus size.",
  },
  export_not_allowed: {
    status: 400,
    message: "The material of this key may not be exported.",
    remedy: "exportAllowed is decided when a key is created and cannot be switched on later.",
  },
  version_state_conflict: {
    status: 400,
    message: "The version's state does not allow this change.",
    remedy: "Read versions[]; the newest version cannot be disabled or destroyed, a destroyed one cannot come back.",
  },
  idempotency_key_reused: {
    status: 422,
    message: "This Idempotency-Key was used for a different request.",
    remedy: "Use a new Idempotency-Key for each new request; repeat a request with exactly the same body.",
  },
  rotation_not_allowed: {
    status: 400,
    message: "This key may not be rotated.",
    remedy:
      "Imported keys rotate only if allowRotation was true at import; keys of which only the public half is known never do.",
  },
  rotation_period_required: {
    status: 400,
    message: "rotationPeriodInDays is required while keyRotationEnabled is true (1 to 3650 days).",
    remedy: "Send rotationPeriodInDays together with keyRotationEnabled.",
  },
  organisation_required: {
    status: 400,
    message: "The header X-Organisation-Identity is required: this credential belongs to more than one organisation.",
    remedy: "Send X-Organisation-Identity with the identity or slug of the organisation.",
  },
  unauthenticated: {
    status: 401,
    message: "A valid credential is required: Authorization: Bearer <token> or Token <token>.",
    remedy: "Send a token that exists, is not expired and not revoked.",
  },
  invalid_client: {
    status: 401,
    message: "The client is not known, or its secret is wrong, expired or revoked.",
    remedy: "Send the access key as client_id and the access secret as client_secret, by HTTP Basic or as form fields.",
  },
  unsupported_grant_type: {
    status: 400,
    message: "grant_type must be client_credentials or urn:ietf:params:oauth:grant-type:token-exchange.",
    remedy: "Send one of the grant types that /.well-known/openid-configuration lists.",
  },
  invalid_scope: {
    status: 400,
    message: "The credential does not have every scope that was asked for.",
    remedy: "Leave scope out to get every scope of the credential, or ask for fewer.",
  },
  feature_disabled: {
    status: 403,
    message: "The feature is not enabled for this organisation.",
    remedy: "Ask a platform administrator to enable the feature.",
  },
  access_policy_denied: {
    status: 403,
    message: "The access policy of the secret does not allow this call.",
    remedy: "The policy's conditions name the addresses and times from which values may be read and written.",
  },
  permission_denied: {
    status: 403,
    message: "The credential lacks the permission for this operation.",
    remedy: "Ask an administrator of the organisation for the permission named in the message.",
  },
  organisation_not_found: {
    status: 404,
    message: "No such organisation.",
    remedy:
      "Check X-Organisation-Identity. An organisation you are not a member of looks the same as one that does not exist.",
  },
  project_not_found: {
    status: 404,
    message: "No such project.",
    remedy: "Check X-Project-Identity. A project you may not see looks the same as one that does not exist.",
  },
  region_not_found: {
    status: 404,
    message: "No such region.",
    remedy: "GET /v1/kms/summary lists the regions of this installation.",
  },
  key_not_found: {
    status: 404,
    message: "No such key in this region and scope.",
    remedy:
      "Check region, key and X-Project-Identity. A key you may not use looks the same as one that does not exist.",
  },
  secret_not_found: {
    status: 404,
    message: "No such secret in this region and scope.",
    remedy:
      "Check region, path and X-Project-Identity. A secret you may not use looks the same as one that does not exist.",
  },
  secret_version_not_found: {
    status: 404,
    message: "The secret has no such version, or it was destroyed.",
    remedy: "Read the secret with includeVersions=true: versions[] lists what exists, currentVersion is what is read.",
  },
  zone_not_found: {
    status: 404,
    message: "No such zone in this scope.",
    remedy:
      "Check the zone's identity, slug or name and X-Project-Identity. A zone you may not use looks the same as one that does not exist.",
  },
  record_not_found: {
    status: 404,
    message: "The zone has no such record.",
    remedy: "GET …/records lists them. The name is relative to the zone, @ for the zone itself.",
  },
  object_not_found: {
    status: 404,
    message: "No such object in this organisation.",
    remedy: "Check the identity or slug and X-Organisation-Identity. The list of the same endpoint shows what exists.",
  },
  route_not_found: {
    status: 404,
    message: "No such endpoint.",
    remedy: "The API reference at /docs lists every method and path.",
  },
  method_not_allowed: {
    status: 405,
    message: "This method is not supported here.",
    remedy: "The Allow header lists the methods of this path.",
  },
  request_timeout: {
    status: 408,
    message: "The request was not received in time.",
    remedy: "Send the whole request within 30 seconds.",
  },
  state_conflict: {
    status: 409,
    message: "The present state does not allow this change.",
    remedy: "The message names what stands in the way; change that first.",
  },
  secret_path_taken: {
    status: 409,
    message: "A secret with this path already exists in this region and scope.",
    remedy: "Choose another path, or write a new version of the secret that is there.",
  },
  zone_taken: {
    status: 409,
    message: "The organisation already has a zone with this name.",
    remedy: "Use the zone that is there; it may be in another project. GET /v1/dns/zones lists those of one scope.",
  },
  record_taken: {
    status: 409,
    message: "The zone already has records with this name and type.",
    remedy: "Change the record that is there: PUT or PATCH …/records/{name}/{type}.",
  },
  slug_taken: {
    status: 409,
    message: "An object with this slug already exists in this scope.",
    remedy: "Choose another name. Slugs are not reused, even after a key is gone.",
  },
  version_mismatch: {
    status: 412,
    message: "The object has changed since it was read.",
    remedy: "Read it again and send its present objectVersion in If-Match.",
  },
  payload_too_large: {
    status: 413,
    message: "The request body is larger than 1 MiB, or 8 MiB for a batch.",
    remedy: "Send a smaller body; use envelope encryption for large data.",
  },
  unsupported_media_type: {
    status: 415,
    message: "The request body must be JSON: Content-Type: application/json.",
    remedy: "Send JSON in UTF-8 as it is, not compressed, with Content-Type: application/json.",
  },
  too_many_requests: {
    status: 429,
    message: "Too many attempts.",
    remedy: "Wait for the number of seconds in the Retry-After header.",
  },
  headers_too_large: {
    status: 431,
    message: "The request's address and headers are larger than 16 KiB.",
    remedy: "Send fewer or shorter headers and query parameters.",
  },
  internal: {
    status: 500,
    message: "The request failed because of an error on our side. Nothing was changed.",
    remedy: "Report the request id to the operator of this installation.",
  },
  storage_full: {
    status: 503,
    message: "The database's disk is nearly full: only reading and decrypting go on.",
    remedy: "The operator of this installation must make space; then send the request again.",
  },
  region_unavailable: {
    status: 503,
    message: "The region's key management is not available at the moment.",
    remedy: "Wait for the number of seconds in Retry-After. Other regions are not affected.",
  },
  unavailable: {
    status: 503,
    message: "The service cannot record or check this call at the moment, so it was not carried out.",
    remedy: "Wait for the number of seconds in Retry-After and send the request again.",
  },
} as const satisfies Record<string, ErrorFacts>;

/** Every error code an answer can carry. */
export type ErrorCode = keyof typeof ERRORS;

/** HTTP status that belongs to a code. */
export function errorStatus(code: ErrorCode): ErrorFacts["status"] {
  return ERRORS[code].status;
}
