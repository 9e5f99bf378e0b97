import { KmsError } from "@/lib/contract/kms-error";
import { looksLikeId, newId } from "@/lib/platform/id";

const SLUG_CHARACTERS_MAX = 63;
/** Words that are parts of addresses under a region's keys. */
const RESERVED: ReadonlySet<string> = new Set(["new", "import"]);

/**
 * The address of a key made from its name: lower-case letters and digits with single hyphens, at most 63 characters. A name
 * without Latin letters or digits gets a generated one. Error: invalid_request where the name would read as something else.
 */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_CHARACTERS_MAX)
    .replaceAll(/^-+|-+$/g, "");
  if (slug === "") return newId("kms").replace("kms-", "key-x");
  if (looksLikeId(slug) || RESERVED.has(slug)) {
    throw new KmsError("invalid_request", {
      message: `name: would give the address ${slug}, which is reserved. Choose another name.`,
    });
  }
  return slug;
}
