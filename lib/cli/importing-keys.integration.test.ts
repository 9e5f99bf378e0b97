import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { wrapKey } from "@/lib/crypto/key-wrap";
import { installationRoot } from "@/lib/platform/installation-root";
import type { SpawnedServer } from "./spawn-server";
import { type TestInstallation, testInstallation } from "./test-installation";

const PAGE = readFileSync(join(installationRoot(), "docs", "importing-keys.md"), "utf8");

let installation: TestInstallation;
let servers: SpawnedServer[];
let folder: string;

beforeAll(async () => {
  installation = await testInstallation();
  const first = await installation.serve();
  servers = [first, await installation.serve()];
  folder = mkdtempSync(join(tmpdir(), "pelagos-recipe-"));
});
afterAll(async () => {
  await installation.end();
  rmSync(folder, { recursive: true, force: true });
});

const isHere = (program: string) =>
  spawnSync(program, ["--version"]).status === 0 || spawnSync(program, ["version"]).status === 0;
const missing = ["openssl", "curl", "jq"].filter((program) => !isHere(program));
const openssl = missing.includes("openssl") ? "" : execFileSync("openssl", ["version"], { encoding: "utf8" });
const cannotRun = missing.length > 0 || !/^OpenSSL [3-9]/.test(openssl);

/** The commands of one step, exactly as the page prints them. */
function commandsOf(step: string): string {
  const block = new RegExp(`<!-- step: ${step} -->\\n\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1];
  if (block === undefined) throw new Error(`the page has no step ${step}`);
  return block;
}

/** Runs steps of the page in one shell that stops at the first failure. */
function run(steps: readonly string[]): void {
  const script = ["set -eu", ...steps.map(commandsOf)].join("\n");
  execFileSync("sh", ["-c", script], {
    cwd: folder,
    env: { ...process.env, PELAGOS: servers[0]?.url, REGION: "nl-01", TOKEN: installation.token },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function api(server: SpawnedServer | undefined, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${server?.url}/v1/kms/nl-01${path}`, {
    method,
    headers: { authorization: `Bearer ${installation.token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(await answer.json()) };
}

const wrappingKey = async (server: SpawnedServer | undefined) =>
  String((await api(server, "GET", "/wrapping-key")).body.publicKey);

it("two nodes that are first asked for the wrapping key at once answer with the same one", {
  timeout: 60_000,
}, async () => {
  const [one, two] = await Promise.all(servers.map(wrappingKey));
  expect(one).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  expect(two).toBe(one);
});

describe.skipIf(cannotRun)("the commands of docs/importing-keys.md, with OpenSSL 3", () => {
  const cases = { symmetric: "aes256-gcm96", ec: "ecdsa-p256", rsa: "rsa-3072" };

  it.each(Object.entries(cases))(
    "import a key: %s",
    async (step, keyType) => {
      run(["wrapping-key", step, "wrap", "import"]);
      const target = readFileSync(join(folder, "target.bin"));
      const imported = z
        .looseObject({ slug: z.string() })
        .parse(JSON.parse(readFileSync(join(folder, "imported.json"), "utf8")));
      expect(imported).toMatchObject({ keyType, imported: true, allowRotation: false, exportAllowed: false });
      if (step === "symmetric") {
        expect(target).toHaveLength(32);
        const sealed = await api(servers[1], "POST", `/keys/${imported.slug}/encrypt`, { plaintext: "aGVsbG8=" });
        const opened = await api(servers[0], "POST", `/keys/${imported.slug}/decrypt`, {
          ciphertext: sealed.body.ciphertext,
        });
        expect(opened.body).toMatchObject({ plaintext: "aGVsbG8=" });
      } else {
        const owner = createPublicKey(createPrivateKey({ key: target, format: "der", type: "pkcs8" }));
        const { body } = await api(servers[1], "GET", `/keys/${imported.slug}/public-key`);
        expect(body.keys).toEqual({ 1: owner.export({ format: "pem", type: "spki" }).toString() });
      }
      run(["remove"]);
    },
    60_000,
  );

  it("open a wrapped export", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 4_096 });
    const material = Buffer.from("33 bytes, which AES-KWP must pad.");
    writeFileSync(join(folder, "private.pem"), privateKey.export({ format: "pem", type: "pkcs8" }));
    writeFileSync(join(folder, "exported.txt"), wrapKey(publicKey, "SHA256", material).toString("base64"));
    run(["open-export"]);
    expect(readFileSync(join(folder, "target.bin")).equals(material)).toBe(true);
  }, 60_000);
});
