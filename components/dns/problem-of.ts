import { DnsProblem } from "@/lib/contract/dns-name";

/** What a check of names or records says against a text, as the end of a sentence; null where nothing. */
export function problemOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof DnsProblem) return error.message;
    throw error;
  }
}
