import { randomFillSync } from "node:crypto";
import { inspect } from "node:util";

/** The access that turns guarded bytes into readable ones. Every place that reads key material names it, so grep finds them all. */
export const REVEAL_SECRET: unique symbol = Symbol.for("pelagos.reveal-secret-bytes") as never;

/** Marks instances across the module graphs of one process, where `instanceof` compares different copies of the class. */
const BRAND: unique symbol = Symbol.for("pelagos.secret-bytes") as never;

/**
 * Bytes that must not leave by accident: text, JSON and inspection show only their length, copying them as if they were
 * an array throws, and `destroy` overwrites them. The memory is never part of Node's shared buffer pool.
 */
export class SecretBytes {
  readonly [BRAND] = true;
  readonly length: number;
  #bytes: Buffer | null;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.length = bytes.length;
  }

  /** New secret of `length` bytes from the operating system's random generator (through OpenSSL). */
  static random(length: number): SecretBytes {
    return new SecretBytes(randomFillSync(Buffer.allocUnsafeSlow(length)));
  }

  /** Takes ownership: copies the bytes and overwrites the source with zeros. */
  static take(source: Uint8Array): SecretBytes {
    const bytes = Buffer.allocUnsafeSlow(source.length);
    bytes.set(source);
    source.fill(0);
    return new SecretBytes(bytes);
  }

  /**
   * The guarded bytes themselves, not a copy: use them at once, keep no reference, change nothing.
   * Throws if the access symbol is missing or the secret was destroyed.
   */
  reveal(access: typeof REVEAL_SECRET): Buffer {
    if (access !== REVEAL_SECRET) throw new TypeError("Reading secret bytes takes the REVEAL_SECRET symbol.");
    if (this.#bytes === null) throw new Error("These secret bytes were destroyed.");
    return this.#bytes;
  }

  /** Overwrites the bytes with zeros; every later `reveal` throws. Doing it twice is harmless. */
  destroy(): void {
    this.#bytes?.fill(0);
    this.#bytes = null;
  }

  toString(): string {
    return `[SecretBytes: ${this.length} bytes]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }

  /** Without this, `Buffer.from(secret)` sees only `length` and quietly makes a key of zeros. */
  valueOf(): never {
    throw new TypeError("Secret bytes have no plain value; use reveal.");
  }

  /** Without this, `new Uint8Array(secret)` sees only `length` and quietly makes a key of zeros. */
  [Symbol.iterator](): never {
    throw new TypeError("Secret bytes cannot be iterated; use reveal.");
  }
}

/** Whether a value is a `SecretBytes` of any module graph of this process. */
export function isSecretBytes(value: unknown): value is SecretBytes {
  return typeof value === "object" && value !== null && BRAND in value;
}
