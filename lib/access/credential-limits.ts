import { KmsError } from "@/lib/contract/kms-error";
import type { Asked } from "./access-verb";

/**
 * Refuses scopes that the calling credential does not have itself; none asked for = everything.
 * Errors: permission_denied.
 */
export function requireOwnScopes({ caller }: Asked, scopes: readonly string[]): void {
  const { scopes: own } = caller.principal;
  if (own === null) return;
  const beyond = scopes.length === 0 ? ["everything"] : scopes.filter((scope) => !isWithin(scope, own));
  if (beyond.length === 0) return;
  throw new KmsError("permission_denied", {
    message: `scopes: this credential cannot give ${beyond.join(", ")}; it has ${own.join(", ") || "none"}.`,
  });
}

const isWithin = (scope: string, own: readonly string[]) =>
  own.includes(scope) || (scope === "api:read" && own.includes("api:write"));

/** When a new credential expires; null = never. Errors: invalid_request (not in the future). */
export function futureMoment({ at }: Asked, text: string | null | undefined): Date | null {
  if (!text) return null;
  const milliseconds = Date.parse(text);
  if (milliseconds > at.getTime()) return new Date(milliseconds);
  throw new KmsError("invalid_request", { message: "expiresAt: must be in the future." });
}
