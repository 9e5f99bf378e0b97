import { createHmac } from "node:crypto";
import { format, inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { isSecretBytes, REVEAL_SECRET, SecretBytes } from "./secret-bytes";

const TEXT = "correct horse battery staple";

describe("SecretBytes shows its length and nothing else", () => {
  const secret = SecretBytes.take(Buffer.from(TEXT));
  const forms = [
    TEXT,
    Buffer.from(TEXT).toString("hex"),
    Buffer.from(TEXT).toString("base64"),
    "63 6f 72 72",
    "99,111",
  ];

  test.each<[string, () => string]>([
    ["String()", () => String(secret)],
    ["a template", () => `${secret}`],
    ["JSON", () => JSON.stringify({ secret, list: [secret] })],
    ["inspect", () => inspect({ secret }, { depth: null, showHidden: true })],
    ["inspect of the prototype chain", () => inspect(secret, { showProxy: true, getters: true, customInspect: true })],
    ["inspect without custom functions", () => inspect(secret, { customInspect: false, showHidden: true })],
    ["format", () => format("%s %o %O %j", secret, secret, secret, secret)],
    ["an error", () => inspect(new Error("failed", { cause: secret }))],
    ["its own keys", () => inspect(Reflect.ownKeys(secret).map((key) => [key, Reflect.get(secret, key)]))],
    ["a copy", () => inspect({ ...secret }, { showHidden: true })],
    ["a structured clone", () => inspect(structuredClone({ ...secret }), { showHidden: true })],
  ])("in %s", (_, show) => {
    const shown = show();
    for (const form of forms) expect(shown).not.toContain(form);
  });

  test("the redacted form is readable", () => {
    expect(String(secret)).toBe("[SecretBytes: 28 bytes]");
    expect(JSON.stringify({ secret })).toBe('{"secret":"[SecretBytes: 28 bytes]"}');
    expect(inspect(secret)).toBe("[SecretBytes: 28 bytes]");
  });
});

describe("SecretBytes", () => {
  test("takes ownership: the source is zero afterwards", () => {
    const source = Buffer.from(TEXT);
    const secret = SecretBytes.take(source);
    expect(source).toEqual(Buffer.alloc(TEXT.length));
    expect(secret.reveal(REVEAL_SECRET).toString()).toBe(TEXT);
    expect(secret.length).toBe(TEXT.length);
  });

  test("keeps its bytes out of Node's shared buffer pool", () => {
    const revealed = SecretBytes.take(Buffer.from("short")).reveal(REVEAL_SECRET);
    expect(revealed.buffer.byteLength).toBe(5);
    expect(SecretBytes.random(16).reveal(REVEAL_SECRET).buffer.byteLength).toBe(16);
  });

  test("destroy overwrites the memory and ends access", () => {
    const secret = SecretBytes.random(32);
    const memory = secret.reveal(REVEAL_SECRET);
    secret.destroy();
    secret.destroy();
    expect(memory).toEqual(Buffer.alloc(32));
    expect(() => secret.reveal(REVEAL_SECRET)).toThrow("destroyed");
    expect(secret.length).toBe(32);
  });

  test("refuses to be read without the access symbol", () => {
    const secret = SecretBytes.random(4);
    expect(() => Reflect.apply(secret.reveal, secret, [])).toThrow(TypeError);
    expect(() => Reflect.apply(secret.reveal, secret, [Symbol("pelagos.reveal-secret-bytes")])).toThrow(TypeError);
  });

  test("draws other bytes each time", () => {
    const drawn = Array.from({ length: 50 }, () => SecretBytes.random(16).reveal(REVEAL_SECRET).toString("hex"));
    expect(new Set(drawn).size).toBe(50);
  });

  test.each<[string, (value: never) => unknown]>([
    ["Buffer.from", (value) => Buffer.from(value)],
    ["new Uint8Array", (value) => new Uint8Array(value)],
    ["Array.from", (value) => Array.from(value)],
    ["an HMAC key", (value) => createHmac("sha256", value)],
  ])("%s throws instead of quietly making zeros", (_, use) => {
    expect(() => use(SecretBytes.random(8) as never)).toThrow(TypeError);
  });

  test("crosses module graphs: the other copy recognises and reads it", async () => {
    vi.resetModules();
    const other = await import("./secret-bytes");
    expect(other.SecretBytes).not.toBe(SecretBytes);
    const foreign = other.SecretBytes.take(Buffer.from(TEXT));
    expect(foreign).not.toBeInstanceOf(SecretBytes);
    expect(isSecretBytes(foreign)).toBe(true);
    expect(foreign.reveal(REVEAL_SECRET).toString()).toBe(TEXT);
  });

  test.each([null, undefined, 1, "text", {}, Buffer.alloc(1), []])("%j is not secret bytes", (value) => {
    expect(isSecretBytes(value)).toBe(false);
  });
});
