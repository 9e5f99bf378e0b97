import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClientKey } from "@/lib/access/client-keys";
import { createAuthority, issueServerCertificate } from "@/lib/crypto/private-authority";
import { forgetAllRates } from "@/lib/iam/rate-limit";
import { callAs, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { readEnvironment } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";
import { createSecret } from "@/lib/secrets/create-secret";
import { instanceKeyId } from "./key-ids";
import { answerIfInstanceCall } from "./listener";

/**
 * The official clients, unchanged, where they are on this machine: the Python package `alibabacloud-dkms-gcs` for the
 * interpreter that PELAGOS_TEST_PYTHON names, or python3, and the Go module in Go's module cache. Nothing is fetched.
 */
const PASSWORD = "correct-horse-1";
const python = readEnvironment("PELAGOS_TEST_PYTHON") ?? "python3";
const hasPython = spawnSync(python, ["-c", "import sdk.client, openapi.models"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "pelagos-sdk-"));
const goProgram = buildGo();
const hasKeytool = spawnSync("keytool", ["-help"]).error === undefined;

/** The Go program, built offline; null where that is not possible. */
function buildGo(): string | null {
  const module = [
    "module roundtrips",
    "go 1.21",
    "require github.com/aliyun/alibabacloud-dkms-gcs-go-sdk v0.5.1",
    "",
  ].join("\n");
  writeFileSync(join(folder, "go.mod"), module);
  copyFileSync(join(installationRoot(), "e2e/sdk/round_trips.go"), join(folder, "round_trips.go"));
  const options = {
    cwd: folder,
    env: { ...process.env, GOPROXY: "off", GOFLAGS: "-mod=mod", GOSUMDB: "off" },
  };
  const built = spawnSync("go", ["build", "-o", "round_trips", "round_trips.go"], options);
  return built.status === 0 ? join(folder, "round_trips") : null;
}

let kms: TestKms;
let stop = async () => {};
let facts: Record<string, unknown>;
let ports: { http: number; https: number };
const caFile = join(folder, "ca.pem");

beforeAll(async () => {
  kms = await openTestKms();
  forgetAllRates();
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) };
  const authority = createAuthority("test", validity);
  const { certificate: cert, privateKey: key } = issueServerCertificate(
    authority,
    ["localhost", "127.0.0.1"],
    validity,
  );
  writeFileSync(caFile, authority.certificate);
  const listener: Parameters<typeof createHttpServer>[1] = (request, response) => {
    if (!answerIfInstanceCall(request, response)) response.writeHead(418).end();
  };
  const servers = [createHttpServer(listener), createHttpsServer({ cert, key }, listener)];
  await Promise.all(servers.map((server) => new Promise<void>((done) => server.listen(0, "127.0.0.1", done))));
  const [http = 0, https = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  ports = { http, https };
  stop = async () => {
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  };
  const policies = ["kms:FullAccess", "secrets:GetSecretValue"];
  const made = await createClientKey(callAs(kms.ada, { name: "sdk", region: "nl-01", password: PASSWORD, policies }));
  const aes = await kms.makeKey({ cipherModes: ["gcm", "cbc", "ecb"] });
  const rsa = await kms.makeKey({ keyType: "rsa-2048" });
  const ec = await kms.makeKey({ keyType: "ecdsa-p256" });
  const secretString = Buffer.from("s3cret").toString("base64");
  await createSecret(callAs(kms.ada, { path: "/sdk/db", kmsKeyIdentity: aes.identity, secretString }), {
    region: "nl-01",
  });
  facts = {
    clientKeyContent: made.clientKeyContent,
    password: PASSWORD,
    keys: { aes: instanceKeyId(aes.identity), rsa: rsa.slug, ec: instanceKeyId(ec.identity) },
    secretName: "sdk/db",
    secretData: "s3cret",
  };
});
afterAll(async () => {
  await stop();
  await kms.close();
  rmSync(folder, { recursive: true, force: true });
});

const PROTOCOLS = ["http", "https"] as const;

/** Runs a program with the facts as its input and returns the names of what it found to hold. */
async function run(command: string, parameters: readonly string[], protocol: "http" | "https"): Promise<string[]> {
  const input = {
    ...facts,
    protocol,
    endpoint: `localhost:${ports[protocol]}`,
    ...(protocol === "https" ? { caFile } : {}),
  };
  const child = spawn(command, [...parameters], { stdio: ["pipe", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].on("data", (text) => (output[name] += String(text)));
  child.stdin.end(JSON.stringify(input));
  const code = await new Promise((done) => child.on("close", done));
  if (code !== 0) throw new Error(`it ended with ${code}:\n${output.stderr}`);
  return JSON.parse(output.stdout);
}

describe("the official clients", () => {
  it.skipIf(!hasPython).each(PROTOCOLS)("for Python call every operation over %s", async (protocol) => {
    const done = await run(python, [join(installationRoot(), "e2e/sdk/round_trips.py")], protocol);
    expect(done.length).toBeGreaterThanOrEqual(20);
  });

  it.skipIf(goProgram === null).each(PROTOCOLS)("for Go make their round trips over %s", async (protocol) => {
    const done = await run(goProgram ?? "", [], protocol);
    expect(done).toHaveLength(9);
  });
});

describe("the file of a client key", () => {
  it.skipIf(!hasKeytool)("is a key store that Java reads", () => {
    const store = join(folder, "client-key.p12");
    const { PrivateKeyData } = JSON.parse(String(facts.clientKeyContent));
    writeFileSync(store, Buffer.from(PrivateKeyData, "base64"));
    const listed = spawnSync("keytool", ["-list", "-storetype", "PKCS12", "-keystore", store, "-storepass", PASSWORD]);
    expect(String(listed.stdout)).toContain("PrivateKeyEntry");
    const wrong = spawnSync("keytool", [
      "-list",
      "-storetype",
      "PKCS12",
      "-keystore",
      store,
      "-storepass",
      "other-horse-1",
    ]);
    expect(wrong.status).not.toBe(0);
    expect(readFileSync(store)).not.toHaveLength(0);
  });
});
