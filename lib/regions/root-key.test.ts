import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SealFields } from "@/lib/crypto/seal";
import { REVEAL_SECRET, SecretBytes } from "@/lib/crypto/secret-bytes";
import { type RootKeyProvider, rootKeyProvider } from "./root-key";
import { RootKeyError } from "./root-key-error";

const BINDING: SealFields = ["region-key", "home-1", 1];
const KEY_TEXT = randomBytes(32).toString("base64");

let dataDirectory = "";
const providers: RootKeyProvider[] = [];

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "pelagos-root-key-"));
});

afterEach(async () => {
  for (const provider of providers.splice(0)) provider.close();
  await rm(dataDirectory, { recursive: true });
});

function provide(uri: string, environment: Record<string, string> = {}): RootKeyProvider {
  const provider = rootKeyProvider(uri, { dataDirectory, readEnvironment: (name) => environment[name] });
  providers.push(provider);
  return provider;
}

async function wrapAndUnwrap(wrapper: RootKeyProvider, unwrapper: RootKeyProvider): Promise<boolean> {
  const regionKey = SecretBytes.random(32);
  const wrapped = await wrapper.wrap(regionKey, BINDING);
  const unwrapped = await unwrapper.unwrap(wrapped, BINDING);
  return unwrapped.reveal(REVEAL_SECRET).equals(regionKey.reveal(REVEAL_SECRET));
}

describe("address of a root key", () => {
  test.each([
    "",
    "file:",
    "file:/",
    "file:folder/",
    "file://host/root.key",
    "env:",
    "env:A B",
    "env:1A",
    "env:A=b",
    "pkcs11:token",
    "FILE:root.key",
    KEY_TEXT,
    `env:${KEY_TEXT}`,
  ])("refuses %j without repeating it", (uri) => {
    const run = () => provide(uri);
    expect(run).toThrow(RootKeyError);
    expect(run).toThrow("file:PATH");
    if (uri.length > 10) expect(run).not.toThrow(uri);
  });

  test("a relative path starts from the data directory, an absolute one stands for itself", async () => {
    await provide("file:keys/root.key").create();
    const path = join(dataDirectory, "keys", "root.key");
    expect((await stat(path)).isFile()).toBe(true);
    expect(await wrapAndUnwrap(provide("file:keys/root.key"), provide(`file:${path}`))).toBe(true);
    expect(await wrapAndUnwrap(provide("file:keys/root.key"), provide(`file://${path}`))).toBe(true);
  });
});

describe("root key file", () => {
  test("is made with one line of base64 of 32 bytes, for its owner alone, and nothing beside it", async () => {
    const provider = provide("file:root.key");
    expect(await provider.exists()).toBe(false);
    await provider.create();
    expect(await provider.exists()).toBe(true);
    const path = join(dataDirectory, "root.key");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(path)).nlink).toBe(1);
    const text = await readFile(path, "latin1");
    expect(text).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect(Buffer.from(text, "base64")).toHaveLength(32);
    expect(await readdir(dataDirectory)).toEqual(["root.key"]);
  });

  test("create keeps a key that is there", async () => {
    await provide("file:root.key").create();
    const before = await readFile(join(dataDirectory, "root.key"));
    await provide("file:root.key").create();
    expect(await readFile(join(dataDirectory, "root.key"))).toEqual(before);
  });

  test("many creators at once end with one key that all of them use", async () => {
    const creators = Array.from({ length: 20 }, () => provide("file:root.key"));
    const wrapped = await Promise.all(
      creators.map(async (creator) => {
        await creator.create();
        return creator.wrap(SecretBytes.random(32), BINDING);
      }),
    );
    const reader = provide("file:root.key");
    for (const blob of wrapped) expect((await reader.unwrap(blob, BINDING)).length).toBe(32);
    expect(await readdir(dataDirectory)).toEqual(["root.key"]);
  });

  test("two processes at once end with one key", async () => {
    const script = join(dataDirectory, "create.mjs");
    const bundle = join(dataDirectory, "root-key.mjs");
    const { build } = await import("esbuild");
    const entryPoints = [join(import.meta.dirname, "root-key.ts")];
    await build({ entryPoints, outfile: bundle, bundle: true, platform: "node", format: "esm", logLevel: "error" });
    await writeFile(
      script,
      `import { rootKeyProvider } from "./root-key.mjs";
       const provider = rootKeyProvider("file:root.key", { dataDirectory: ${JSON.stringify(dataDirectory)}, readEnvironment: () => undefined });
       await new Promise((resolve) => setTimeout(resolve, Number(process.argv[2]) - performance.timeOrigin - performance.now()));
       await provider.create();
       const plaintext = { length: 3, reveal: () => Buffer.from("abc") };
       process.stdout.write((await provider.wrap(plaintext, ["binding"])).toString("base64"));`,
    );
    const start = String(performance.timeOrigin + performance.now() + 400);
    const runs = [1, 2].map(() => promisify(execFile)(process.execPath, [script, start]));
    const reader = provide("file:root.key");
    for (const { stdout } of await Promise.all(runs)) {
      const opened = await reader.unwrap(Buffer.from(stdout, "base64"), ["binding"]);
      expect(opened.reveal(REVEAL_SECRET).toString()).toBe("abc");
    }
  });

  test.each(["640", "604", "644", "660", "610", "601", "777"])(
    "of mode %s is refused with what to do",
    async (mode) => {
      await provide("file:root.key").create();
      await chmod(join(dataDirectory, "root.key"), Number.parseInt(mode, 8));
      const attempt = provide("file:root.key").wrap(SecretBytes.random(32), BINDING);
      await expect(attempt).rejects.toThrow(/open to other users \(mode 0\d{3}\).*chmod 600/);
      await expect(attempt).rejects.toBeInstanceOf(RootKeyError);
    },
  );

  test("that only its owner may read, and not write, is accepted", async () => {
    await provide("file:root.key").create();
    await chmod(join(dataDirectory, "root.key"), 0o400);
    expect(await wrapAndUnwrap(provide("file:root.key"), provide("file:root.key"))).toBe(true);
  });

  test.each([
    ["empty", ""],
    ["too short", randomBytes(31).toString("base64")],
    ["too long", randomBytes(33).toString("base64")],
    ["without padding", KEY_TEXT.slice(0, -1)],
    ["of two lines", `${KEY_TEXT}\n${KEY_TEXT}\n`],
    ["hexadecimal", randomBytes(32).toString("hex")],
    ["huge", "A".repeat(100_000)],
    ["cut in the middle", KEY_TEXT.slice(0, 20)],
  ])("that is %s is refused without showing its content", async (_, text) => {
    await writeFile(join(dataDirectory, "root.key"), text, { mode: 0o600 });
    const error = await provide("file:root.key")
      .wrap(SecretBytes.random(32), BINDING)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RootKeyError);
    expect(String(error)).toContain("is damaged: it must hold one line, base64 of 32 bytes.");
    if (text !== "") expect(String(error)).not.toContain(text.slice(0, 12));
  });

  test("create does not replace a damaged file", async () => {
    await writeFile(join(dataDirectory, "root.key"), "damaged", { mode: 0o600 });
    await expect(provide("file:root.key").create()).rejects.toThrow("is damaged");
    expect(await readFile(join(dataDirectory, "root.key"), "latin1")).toBe("damaged");
  });

  test("may end with or without a line break", async () => {
    await writeFile(join(dataDirectory, "a.key"), KEY_TEXT, { mode: 0o600 });
    await writeFile(join(dataDirectory, "b.key"), `${KEY_TEXT}\r\n`, { mode: 0o600 });
    expect(await wrapAndUnwrap(provide("file:a.key"), provide("file:b.key"))).toBe(true);
  });

  test("a folder and a missing file are named", async () => {
    await mkdir(join(dataDirectory, "folder"), { mode: 0o700 });
    await expect(provide("file:folder").wrap(SecretBytes.random(1), [])).rejects.toThrow("is not a regular file");
    await expect(provide("file:none").wrap(SecretBytes.random(1), [])).rejects.toThrow("is missing");
  });

  test("a link counts by the mode of its target", async () => {
    await provide("file:root.key").create();
    await symlink(join(dataDirectory, "root.key"), join(dataDirectory, "link.key"));
    expect(await wrapAndUnwrap(provide("file:link.key"), provide("file:root.key"))).toBe(true);
    await chmod(join(dataDirectory, "root.key"), 0o644);
    await expect(provide("file:link.key").wrap(SecretBytes.random(1), [])).rejects.toThrow("open to other users");
  });

  test("a folder that cannot be made is a clear error and leaves nothing", async () => {
    await writeFile(join(dataDirectory, "file"), "");
    await expect(provide("file:file/root.key").create()).rejects.toThrow(/cannot be created \(E[A-Z]+\)/);
    expect(await readdir(dataDirectory)).toEqual(["file"]);
  });

  test("a load that failed is tried again", async () => {
    const provider = provide("file:root.key");
    await expect(provider.wrap(SecretBytes.random(1), [])).rejects.toThrow("is missing");
    await provide("file:root.key").create();
    expect(await wrapAndUnwrap(provider, provider)).toBe(true);
  });
});

describe("root key in the environment", () => {
  test("wraps and unwraps, and its address holds no secret", async () => {
    const provider = provide("env:ROOT_KEY", { ROOT_KEY: KEY_TEXT });
    expect(provider.uri).toBe("env:ROOT_KEY");
    expect(await provider.exists()).toBe(true);
    expect(await wrapAndUnwrap(provider, provide("env:OTHER", { OTHER: `${KEY_TEXT}\n` }))).toBe(true);
  });

  test("is never created", async () => {
    const attempt = provide("env:ROOT_KEY").create();
    await expect(attempt).rejects.toBeInstanceOf(RootKeyError);
    await expect(attempt).rejects.toThrow("Set ROOT_KEY to base64 of 32 random bytes");
  });

  test.each([[undefined], [""]])("%j counts as missing", async (value) => {
    const provider = provide("env:ROOT_KEY", value === undefined ? {} : { ROOT_KEY: value });
    expect(await provider.exists()).toBe(false);
    await expect(provider.wrap(SecretBytes.random(1), [])).rejects.toThrow("is not set");
  });

  test("of the wrong form is refused without its value", async () => {
    const provider = provide("env:ROOT_KEY", { ROOT_KEY: "c2VjcmV0" });
    const error = await provider.wrap(SecretBytes.random(1), []).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RootKeyError);
    expect(String(error)).toContain("must be base64 of 32 bytes");
    expect(String(error)).not.toContain("c2VjcmV0");
  });
});

describe("wrapped form", () => {
  const environment = { A: KEY_TEXT, B: randomBytes(32).toString("base64") };

  test("is salt, nonce, ciphertext and tag, new each time", async () => {
    const provider = provide("env:A", environment);
    const secret = SecretBytes.random(32);
    const [one, two] = [await provider.wrap(secret, BINDING), await provider.wrap(secret, BINDING)];
    expect(one).toHaveLength(32 + 12 + 32 + 16);
    expect(one.subarray(0, 32).equals(two.subarray(0, 32))).toBe(false);
  });

  test("does not open with another root key, other facts, or any byte changed or missing", async () => {
    const provider = provide("env:A", environment);
    const wrapped = await provider.wrap(SecretBytes.random(32), BINDING);
    const sentence = "does not open the stored key: it is another root key, or the stored key was changed.";
    await expect(provide("env:B", environment).unwrap(wrapped, BINDING)).rejects.toThrow(`env:B ${sentence}`);
    await expect(provider.unwrap(wrapped, ["region-key", "home-1", 2])).rejects.toThrow(sentence);
    for (let at = 0; at < wrapped.length; at += 1) {
      const changed = Buffer.from(wrapped);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await expect(provider.unwrap(changed, BINDING)).rejects.toBeInstanceOf(RootKeyError);
      await expect(provider.unwrap(wrapped.subarray(0, at), BINDING)).rejects.toBeInstanceOf(RootKeyError);
    }
  });

  test("a closed provider neither wraps nor unwraps", async () => {
    const provider = provide("env:A", environment);
    const wrapped = await provider.wrap(SecretBytes.random(32), BINDING);
    provider.close();
    provider.close();
    await expect(provider.wrap(SecretBytes.random(32), BINDING)).rejects.toThrow("was closed");
    await expect(provider.unwrap(wrapped, BINDING)).rejects.toThrow("was closed");
  });
});
