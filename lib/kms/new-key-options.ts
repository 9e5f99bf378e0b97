import { keyTypesFor, purposeFits } from "@/lib/contract/key-purposes";
import { isAes, isAsymmetric, keyTypeFacts } from "@/lib/contract/key-types";
import type { CreateKeyRequest } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";

const invalid = (message: string) => new KmsError("invalid_request", { message });

/**
 * Checks that the options of a new key fit its type and each other; one without effect is refused, so that nobody relies on
 * it. Errors: invalid_request, rotation_period_required, rotation_not_allowed.
 */
export function requireFittingOptions(request: CreateKeyRequest): void {
  requireFittingPurpose(request);
  requireFittingSwitches(request);
  requireFittingImport(request);
  requireFittingRotation(request);
}

function requireFittingPurpose({ purpose, keyType }: CreateKeyRequest): void {
  if (purposeFits(purpose, keyType)) return;
  throw invalid(
    `purpose: ${purpose} does not fit keys of type ${keyType}; it fits ${keyTypesFor(purpose).join(", ")}.`,
  );
}

function requireFittingSwitches(request: CreateKeyRequest): void {
  const { keyType, contextAllowed, rsaPaddings, jwksPublic, cipherModes, callerNonceAllowed } = request;
  const { family } = keyTypeFacts(keyType);
  if (contextAllowed !== undefined && family !== "aead") throw invalid("contextAllowed: only for symmetric keys.");
  if (cipherModes !== undefined && !isAes(keyType)) throw invalid("cipherModes: only for AES keys.");
  if (callerNonceAllowed !== undefined && !isAes(keyType)) throw invalid("callerNonceAllowed: only for AES keys.");
  if (rsaPaddings !== undefined && family !== "rsa") throw invalid("rsaPaddings: only for RSA keys.");
  if (jwksPublic !== undefined && !isAsymmetric(keyType)) throw invalid("jwksPublic: only for asymmetric keys.");
}

function requireFittingImport(request: CreateKeyRequest): void {
  const { keyType, importKeyMaterial, importPublicKey, hashFunction, allowRotation, exportAllowed } = request;
  if (importKeyMaterial !== undefined && importPublicKey !== undefined)
    throw invalid("importPublicKey: give either importKeyMaterial or importPublicKey.");
  if (importKeyMaterial !== undefined && !keyTypeFacts(keyType).importable)
    throw invalid(`importKeyMaterial: keys of type ${keyType} cannot be imported.`);
  if (importPublicKey !== undefined && !isAsymmetric(keyType))
    throw invalid(`importPublicKey: keys of type ${keyType} have no public half.`);
  if (importPublicKey !== undefined && exportAllowed)
    throw invalid("exportAllowed: a key of which only the public half is known has nothing to export.");
  if (hashFunction !== undefined && importKeyMaterial === undefined)
    throw invalid("hashFunction: only together with importKeyMaterial.");
  if (allowRotation !== undefined && importKeyMaterial === undefined)
    throw invalid("allowRotation: only together with importKeyMaterial; other keys can always be rotated.");
}

function requireFittingRotation(request: CreateKeyRequest): void {
  const { importKeyMaterial, importPublicKey, allowRotation, keyRotationEnabled, rotationPeriodInDays } = request;
  if (!keyRotationEnabled) return;
  if (importPublicKey !== undefined || (importKeyMaterial !== undefined && !allowRotation))
    throw new KmsError("rotation_not_allowed", {
      message: "keyRotationEnabled: imported keys rotate only with allowRotation; a public key alone never does.",
    });
  if (rotationPeriodInDays === undefined || rotationPeriodInDays === null)
    throw new KmsError("rotation_period_required");
}
