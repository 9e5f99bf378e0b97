import { KmsError } from "@/lib/contract/kms-error";
import { keySlug } from "@/lib/format/key-slug";
import { type IdPrefix, looksLikeId, newId } from "@/lib/platform/id";

/**
 * The slug of an object of the control plane, from its name: plain lower-case Latin letters and digits with single
 * hyphens, at most 63 characters. A name without any gets a generated one that begins with the prefix of its identity.
 * Error: invalid_request where the slug would read as an identity.
 */
export function objectSlug(name: string, prefix: IdPrefix): string {
  const slug = keySlug(name);
  // One character more than an identity has, so that the two cannot be confused.
  if (slug === "") return newId(prefix).replace(`${prefix}-`, `${prefix}-x`);
  if (!looksLikeId(slug)) return slug;
  throw new KmsError("invalid_request", { message: "name: would read as an identity; choose another." });
}
