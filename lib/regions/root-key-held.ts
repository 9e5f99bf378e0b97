import { open, SEAL_SALT_BYTES, SealError, type SealFields, seal } from "@/lib/crypto/seal";
import { REVEAL_SECRET, SecretBytes } from "@/lib/crypto/secret-bytes";
import { decodeCanonicalBase64 } from "@/lib/format/base64";
import { RootKeyError } from "./root-key-error";

/** Length of a root key that this process holds itself, in bytes. */
export const ROOT_KEY_BYTES = 32;

const LABEL = "pelagos/1/root";

/**
 * A root key held in this process: loaded at first use, overwritten at `close`. Wrapped form: 32-byte salt ‖ nonce ‖
 * ciphertext ‖ tag. Providers whose key never leaves a device do not use it.
 */
export class HeldRootKey {
  readonly #uri: string;
  readonly #load: () => Promise<SecretBytes>;
  #key: Promise<SecretBytes> | null = null;
  #closed = false;

  constructor(uri: string, load: () => Promise<SecretBytes>) {
    this.#uri = uri;
    this.#load = load;
  }

  /** Wraps a secret, bound to the fields. Throws `RootKeyError` if the key cannot be loaded. */
  async wrap(plaintext: SecretBytes, binding: SealFields): Promise<Buffer> {
    const key = await this.#loadOnce();
    const { salt, sealed } = seal(key, LABEL, binding, plaintext.reveal(REVEAL_SECRET));
    return Buffer.concat([salt, sealed]);
  }

  /** Unwraps what `wrap` made with the same fields. Throws `RootKeyError` if this key or these fields do not open it. */
  async unwrap(wrapped: Uint8Array, binding: SealFields): Promise<SecretBytes> {
    const key = await this.#loadOnce();
    const salt = wrapped.subarray(0, SEAL_SALT_BYTES);
    const sealed = wrapped.subarray(SEAL_SALT_BYTES);
    try {
      return open(key, LABEL, binding, { salt, sealed });
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      const message = `The root key ${this.#uri} does not open the stored key: it is another root key, or the stored key was changed.`;
      throw new RootKeyError(message, error);
    }
  }

  /** Overwrites the key; every later use throws. */
  close(): void {
    this.#closed = true;
    this.#key?.then(
      (key) => key.destroy(),
      () => undefined,
    );
    this.#key = null;
  }

  /** One load serves concurrent callers; a load that failed is tried again by the next caller. */
  async #loadOnce(): Promise<SecretBytes> {
    if (this.#closed) throw new RootKeyError(`The root key ${this.#uri} was closed.`);
    this.#key ??= this.#load();
    const loading = this.#key;
    try {
      return await loading;
    } catch (error) {
      if (this.#key === loading) this.#key = null;
      throw error;
    }
  }
}

/** Reads a root key from its text form, base64 of 32 bytes with white space around it; null if it is anything else. */
export function parseRootKey(text: string): SecretBytes | null {
  const bytes = decodeCanonicalBase64(text.trim());
  if (bytes === null || bytes.length !== ROOT_KEY_BYTES) return null;
  return SecretBytes.take(bytes);
}
