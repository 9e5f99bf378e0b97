import { BROWSER_HASHES } from "./operations";

export type BrowserHash = (typeof BROWSER_HASHES)[number];

/** Digests of a file by algorithm. */
export type FileDigests = Readonly<Record<BrowserHash, Uint8Array>>;

const NAMES = { "sha2-256": "SHA-256", "sha2-384": "SHA-384", "sha2-512": "SHA-512" } as const;

/** Whether browsers compute a hash. */
export function isBrowserHash(algorithm: string): algorithm is BrowserHash {
  return BROWSER_HASHES.some((name) => name === algorithm);
}

/**
 * The digests of a file by every hash the browser has, so that another choice needs no second reading. Null where the page
 * came over plain HTTP: browsers then have no cryptography.
 */
export async function fileDigests(file: Blob): Promise<FileDigests | null> {
  if (globalThis.crypto.subtle === undefined) return null;
  const bytes = await file.arrayBuffer();
  const digest = async (name: BrowserHash) => new Uint8Array(await crypto.subtle.digest(NAMES[name], bytes));
  return {
    "sha2-256": await digest("sha2-256"),
    "sha2-384": await digest("sha2-384"),
    "sha2-512": await digest("sha2-512"),
  };
}
