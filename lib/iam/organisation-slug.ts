import { randomBytes } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { latinLetters } from "@/lib/format/latin-letters";
import { looksLikeId } from "@/lib/platform/id";

const SLUG_CHARACTERS_MAX = 63;

/** First parts of addresses that the server answers itself; an organisation of that name could not be reached. */
const ADDRESS_WORDS = new Set(
  "account admin alibaba api assets auth console console-api docs favicon favicon-ico health healthz help livez metrics new next oidc openapi openapi-json organisations public readyz robots-txt settings sign-in sign-out sign-up signin signout static status v1 v2 well-known".split(
    " ",
  ),
);

/**
 * The slug under which an organisation's console lives: Latin letters without accents, digits and single hyphens, at
 * most 63 characters. A name without any gets a random one.
 * Errors: invalid_request (the slug would be an identity or a word of our own addresses).
 */
export function organisationSlug(name: string): string {
  const slug = latinLetters(name)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, SLUG_CHARACTERS_MAX)
    .replace(/-+$/, "");
  if (slug === "") return `organisation-${randomBytes(5).toString("hex")}`;
  if (looksLikeId(slug) || ADDRESS_WORDS.has(slug)) {
    throw new KmsError("invalid_request", { message: "name: cannot be used for an organisation; choose another." });
  }
  return slug;
}
