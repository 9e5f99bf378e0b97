/** Address of the reference's first page: the guide and the objects. */
export const REFERENCE = "/docs";
/** What the filter looks through, all pages together. */
export const REFERENCE_ENTRIES = "/docs/entries.json";

/** Address of a part's page. */
export function partAddress(part: string): string {
  return part === "" ? REFERENCE : `${REFERENCE}/${part}`;
}
