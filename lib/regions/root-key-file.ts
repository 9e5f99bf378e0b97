import { randomBytes } from "node:crypto";
import { type FileHandle, link, mkdir, open, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { SealFields } from "@/lib/crypto/seal";
import { REVEAL_SECRET, SecretBytes } from "@/lib/crypto/secret-bytes";
import { encodeBase64 } from "@/lib/format/base64";
import { RootKeyError } from "./root-key-error";
import { HeldRootKey, parseRootKey, ROOT_KEY_BYTES } from "./root-key-held";

const FILE_BYTES_MAX = 128;
const OTHERS_MASK = 0o077;
const HAS_POSIX_MODES = process.platform !== "win32";

/**
 * Root key in a file: one line, base64 of 32 bytes, readable by its owner alone. `create` keeps a key that is already
 * there. Every error is a `RootKeyError` that names the file, never its content.
 */
export function fileRootKey(uri: string, path: string) {
  const held = new HeldRootKey(uri, () => readRootKey(path));
  return {
    uri,
    exists: () => fileExists(path),
    create: () => createRootKey(path),
    wrap: (plaintext: SecretBytes, binding: SealFields) => held.wrap(plaintext, binding),
    unwrap: (wrapped: Uint8Array, binding: SealFields) => held.unwrap(wrapped, binding),
    close: () => held.close(),
  };
}

async function fileExists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw new RootKeyError(`The root key file ${path} cannot be read (${errorCode(error)}).`, error);
  }
}

async function readRootKey(path: string): Promise<SecretBytes> {
  const file = await openRootKey(path);
  try {
    await refuseUnsafe(file, path);
    const content = Buffer.alloc(FILE_BYTES_MAX);
    const { bytesRead } = await file.read(content, 0, FILE_BYTES_MAX, 0);
    const key = parseRootKey(content.toString("latin1", 0, bytesRead));
    content.fill(0);
    if (key !== null) return key;
  } finally {
    await file.close();
  }
  throw new RootKeyError(`The root key file ${path} is damaged: it must hold one line, base64 of 32 bytes.`);
}

async function openRootKey(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "is missing" : `cannot be read (${errorCode(error)})`;
    throw new RootKeyError(`The root key file ${path} ${reason}.`, error);
  }
}

/** Asks the open file, not the path, so that nothing can be put in its place between check and use. */
async function refuseUnsafe(file: FileHandle, path: string): Promise<void> {
  const facts = await file.stat();
  if (!facts.isFile()) throw new RootKeyError(`The root key ${path} is not a regular file.`);
  if (HAS_POSIX_MODES && (facts.mode & OTHERS_MASK) !== 0) {
    const mode = (facts.mode & 0o777).toString(8).padStart(4, "0");
    throw new RootKeyError(
      `The root key file ${path} is open to other users (mode ${mode}). Allow its owner alone: chmod 600 ${path}`,
    );
  }
  if (facts.size > FILE_BYTES_MAX) {
    throw new RootKeyError(`The root key file ${path} is damaged: it must hold one line, base64 of 32 bytes.`);
  }
}

/**
 * The key is complete and on disk before it gets its name, and `link` gives the name to one process only; whoever came
 * second uses the first one's key. Both the file and its folder are synced before anything can be wrapped with it.
 */
async function createRootKey(path: string): Promise<void> {
  const folder = dirname(path);
  const draft = `${path}.${randomBytes(8).toString("hex")}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeDraft(draft);
    await linkUnlessTaken(draft, path);
    await unlink(draft);
    await syncFolder(folder);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw new RootKeyError(`The root key file ${path} cannot be created (${errorCode(error)}).`, error);
  }
  const key = await readRootKey(path);
  key.destroy();
}

async function writeDraft(draft: string): Promise<void> {
  const key = SecretBytes.random(ROOT_KEY_BYTES);
  const line = Buffer.from(`${encodeBase64(key.reveal(REVEAL_SECRET))}\n`, "latin1");
  key.destroy();
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(line);
    await file.sync();
  } finally {
    line.fill(0);
    await file.close();
  }
}

async function linkUnlessTaken(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}

/** Windows cannot open folders; there the file system journals the name. */
async function syncFolder(folder: string): Promise<void> {
  if (!HAS_POSIX_MODES) return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
