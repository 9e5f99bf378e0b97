import { randomBytes } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { keySlug } from "@/lib/format/key-slug";
import { looksLikeId } from "@/lib/platform/id";

/** Words that are parts of addresses, of the console or of the API, where an object's slug could stand. */
const RESERVED: ReadonlySet<string> = new Set(["new", "iam", "members", "resources", "settings"]);

/**
 * The slug of an object of the control plane: Latin letters without accents, digits and single hyphens, at most 63
 * characters. A name without any gets the noun and 10 random hex digits, for example `team-0f3a91c2d4`.
 * Errors: invalid_request (the slug would read as an identity or as a part of an address).
 */
export function objectSlug(name: string, noun: string): string {
  const slug = keySlug(name);
  if (slug === "") return `${noun}-${randomBytes(5).toString("hex")}`;
  if (!looksLikeId(slug) && !RESERVED.has(slug)) return slug;
  throw new KmsError("invalid_request", {
    message: `name: would give the address ${slug}, which is reserved. Choose another name.`,
  });
}
