import type { RsaPadding } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import type { KeyFacts } from "./key-facts";

/** Refuses options without effect: who sends one believes in a protection that is not there. Error: invalid_request. */
export function refuseOptions(
  request: Readonly<Record<string, unknown>>,
  names: readonly string[],
  keyType: string,
): void {
  const given = names.find((name) => request[name] !== undefined);
  if (given === undefined) return;
  throw new KmsError("invalid_request", {
    message: `${given}: has no effect on keys of type ${keyType}; leave it out.`,
  });
}

/** Error: purpose_forbids where the padding was switched off when the RSA key was created. */
export function requirePadding(key: KeyFacts, padding: RsaPadding): void {
  if (key.rsaPaddings.includes(padding)) return;
  throw new KmsError("purpose_forbids", {
    message: `This key does not use ${padding.toUpperCase()}; it was created with rsaPaddings ${key.rsaPaddings.join(", ")}.`,
  });
}

/** Error: purpose_forbids where convergent encryption was switched off when the key was created. */
export function requireContextAllowed(key: KeyFacts, context: unknown): void {
  if (context === undefined || key.contextAllowed) return;
  throw new KmsError("purpose_forbids", { message: "context: this key was created with contextAllowed false." });
}
