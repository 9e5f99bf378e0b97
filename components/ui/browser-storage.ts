/** What the browser would not keep, in a private window or with its storage full: good until the page is left. */
const unkept = new Map<string, string>();

/** A text that this browser keeps under a key; null where it keeps none. */
export function readStored(key: string): string | null {
  try {
    return unkept.get(key) ?? window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text; a browser that keeps nothing keeps it until the page is left. */
export function writeStored(key: string, text: string): void {
  try {
    window.localStorage.setItem(key, text);
    unkept.delete(key);
  } catch {
    unkept.set(key, text);
  }
}
