import type { SealFields } from "@/lib/crypto/seal";
import type { SecretBytes } from "@/lib/crypto/secret-bytes";
import { RootKeyError } from "./root-key-error";
import { HeldRootKey, parseRootKey } from "./root-key-held";

/**
 * Root key from an environment variable that holds base64 of 32 bytes. Such a key is made outside: `create` throws.
 * Every error is a `RootKeyError` that names the variable, never its value.
 */
export function environmentRootKey(name: string, readEnvironment: (name: string) => string | undefined) {
  const uri = `env:${name}`;
  const held = new HeldRootKey(uri, async () => readRootKey(name, readEnvironment(name)));
  return {
    uri,
    exists: async () => Boolean(readEnvironment(name)),
    async create(): Promise<void> {
      throw new RootKeyError(
        `The root key ${uri} cannot be created by Pelagos. Set ${name} to base64 of 32 random bytes, for example from: openssl rand -base64 32`,
      );
    },
    wrap: (plaintext: SecretBytes, binding: SealFields) => held.wrap(plaintext, binding),
    unwrap: (wrapped: Uint8Array, binding: SealFields) => held.unwrap(wrapped, binding),
    close: () => held.close(),
  };
}

function readRootKey(name: string, text: string | undefined): SecretBytes {
  if (!text)
    throw new RootKeyError(`The root key env:${name} is missing: the environment variable ${name} is not set.`);
  const key = parseRootKey(text);
  if (key === null) {
    throw new RootKeyError(`The environment variable ${name} does not hold a root key: it must be base64 of 32 bytes.`);
  }
  return key;
}
