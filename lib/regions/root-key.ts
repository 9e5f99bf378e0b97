import { resolve } from "node:path";
import type { SealFields } from "@/lib/crypto/seal";
import type { SecretBytes } from "@/lib/crypto/secret-bytes";
import { environmentRootKey } from "./root-key-env";
import { RootKeyError } from "./root-key-error";
import { fileRootKey } from "./root-key-file";

/**
 * Where a root key lives. It wraps region keys and nothing else; the wrapped form belongs to the provider. All methods
 * throw `RootKeyError` with a sentence for the operator.
 */
export interface RootKeyProvider {
  /** Names the key in logs and errors; holds no secret. */
  readonly uri: string;
  /** Whether there is a key; not whether it is a usable one. */
  exists(): Promise<boolean>;
  /** Makes the key durable before it returns. A key that is already there is kept. */
  create(): Promise<void>;
  /** Wraps a secret, bound to the fields. */
  wrap(plaintext: SecretBytes, binding: SealFields): Promise<Buffer>;
  /** Unwraps what `wrap` made with the same key and fields. */
  unwrap(wrapped: Uint8Array, binding: SealFields): Promise<SecretBytes>;
  /** Ends the use of the key and overwrites what this process holds of it. */
  close(): void;
}

interface RootKeyEnvironment {
  /** Folder that relative paths start from. */
  readonly dataDirectory: string;
  /** Reads one environment variable. */
  readonly readEnvironment: (name: string) => string | undefined;
}

const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const GRAMMAR = "A root key is named by file:PATH (relative to the data directory, or absolute) or env:VARIABLE.";

/**
 * The provider that a configured address names: `file:path`, `file:/path`, `file:///path` or `env:NAME`. Throws
 * `RootKeyError` for anything else, without repeating it: people put the key itself where its address belongs.
 */
export function rootKeyProvider(uri: string, { dataDirectory, readEnvironment }: RootKeyEnvironment): RootKeyProvider {
  const schemeEnd = uri.indexOf(":");
  const scheme = uri.slice(0, Math.max(schemeEnd, 0));
  const rest = uri.slice(schemeEnd + 1);
  if (scheme === "file" && isPath(rest)) return fileRootKey(uri, resolve(dataDirectory, rest));
  if (scheme === "env" && ENVIRONMENT_NAME.test(rest)) return environmentRootKey(rest, readEnvironment);
  throw new RootKeyError(GRAMMAR);
}

/** `file://name/…` would be a path on another host; `resolve` turns the empty host of `file:///path` into the path. */
function isPath(text: string): boolean {
  if (text === "" || text.endsWith("/") || text.includes("\0")) return false;
  return !text.startsWith("//") || text.startsWith("///");
}
