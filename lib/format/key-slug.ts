const SLUG_CHARACTERS_MAX = 63;

/**
 * The address a key gets from its name: lower-case letters and digits with single hyphens, at most 63 characters. Empty
 * where the name has no Latin letters or digits; the server then generates one. The form previews with what the server uses.
 */
export function keySlug(name: string): string {
  return name
    .trim()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_CHARACTERS_MAX)
    .replaceAll(/^-+|-+$/g, "");
}
