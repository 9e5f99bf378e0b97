import type { WrappingHash } from "@/lib/contract/wrapping-hashes";
import type { NewKey } from "./key-actions";
import type { KeyOrigin } from "./key-uses";
import { type KeyDraft, requestOf } from "./new-key";
import type { MaterialSource } from "./read-key-material";

/** How the key comes: wrapped by this page, wrapped already, or only its public half. */
export type ImportWay = "wrap" | "wrapped" | "public";

/** What the import form holds beside the draft of the key. */
export interface ImportDraft {
  way: ImportWay;
  /** The key itself, or the public key: as pasted, or a file's bytes. */
  source: MaterialSource;
  /** Name of the file the source came from. */
  fileName: string | null;
  /** Base64 of what was wrapped elsewhere, and the hash it was wrapped with. */
  blob: string;
  hash: WrappingHash;
  isRotationAllowed: boolean;
}

/** Fewest bytes of a wrapped key: 512 under RSA-4096, then a key of 16 bytes under AES-KWP. Source: RFC 5649, section 4. */
export const BLOB_BYTES_MIN = 512 + 24;

/** The origin that decides which types fit. */
export function originOf(way: ImportWay): KeyOrigin {
  return way === "public" ? "public" : "imported";
}

/** What the import begins with. */
export function emptyImport(): ImportDraft {
  return { way: "wrap", source: "", fileName: null, blob: "", hash: "SHA256", isRotationAllowed: false };
}

/** The request of an import; `material` is what goes over the network: the wrapped key, or the public key in PEM. */
export function importRequestOf(draft: KeyDraft, given: ImportDraft, material: string): NewKey {
  const { exportAllowed, ...request } = requestOf({ ...draft, isRotating: draft.isRotating && mayRotate(given) });
  if (given.way === "public") return { ...request, importPublicKey: material };
  return {
    ...request,
    ...(exportAllowed ? { exportAllowed } : {}),
    importKeyMaterial: material,
    ...(given.way === "wrapped" && given.hash !== "SHA256" ? { hashFunction: given.hash } : {}),
    ...(given.isRotationAllowed ? { allowRotation: true } : {}),
  };
}

/** Whether the imported key may get further versions, which are then made here. */
export function mayRotate({ way, isRotationAllowed }: Pick<ImportDraft, "way" | "isRotationAllowed">): boolean {
  return way !== "public" && isRotationAllowed;
}

/** Overwrites the bytes of a file with zeros. A text cannot be overwritten; the caller drops it. */
export function overwrite(source: MaterialSource): void {
  if (typeof source !== "string") source.fill(0);
}

/** A public key in PEM, from its DER. Source: RFC 7468, section 13. */
export function publicPemOf(base64: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${base64.match(/.{1,64}/g)?.join("\n") ?? ""}\n-----END PUBLIC KEY-----\n`;
}
