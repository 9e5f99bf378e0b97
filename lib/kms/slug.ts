import { KmsError } from "@/lib/contract/kms-error";
import { keySlug } from "@/lib/format/key-slug";
import { looksLikeId, newId } from "@/lib/platform/id";

/** Words that are parts of addresses under a region's keys. */
const RESERVED: ReadonlySet<string> = new Set(["new", "import"]);

/**
 * The address of a new key. A name without Latin letters or digits gets a generated one.
 * Error: invalid_request where the name would read as an identity or as a part of an address.
 */
export function slugOf(name: string): string {
  const slug = keySlug(name);
  if (slug === "") return newId("kms").replace("kms-", "key-x");
  if (!looksLikeId(slug) && !RESERVED.has(slug)) return slug;
  throw new KmsError("invalid_request", {
    message: `name: would give the address ${slug}, which is reserved. Choose another name.`,
  });
}
