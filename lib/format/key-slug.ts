import { latinLetters } from "./latin-letters";

const SLUG_CHARACTERS_MAX = 63;

/**
 * The address a key gets from its name: plain lower-case Latin letters and digits with single hyphens, at most 63 characters. Empty
 * where the name has no Latin letters or digits; the server then generates one. The form previews with what the server uses.
 */
export function keySlug(name: string): string {
  return latinLetters(name)
    .trim()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_CHARACTERS_MAX)
    .replaceAll(/^-+|-+$/g, "");
}
