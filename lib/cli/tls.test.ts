import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "@/lib/platform/config";
import { findLocalTls, localTlsFiles } from "@/lib/platform/local-tls";
import { readTls } from "@/lib/platform/tls";
import { initLocalTls, tls } from "./tls";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pelagos-tls-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Asks a server that has the certificate of a data directory; resolves to the status, or rejects where it is not trusted. */
async function statusThrough(host: string, ca: Buffer | undefined): Promise<number> {
  const pair = readTls(localTlsFiles(folder));
  const server = createServer({ ...pair }, (_, response) => response.writeHead(204).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, servername: host, ca, agent: false };
      get(options, (answer) => resolve(answer.resume().statusCode ?? 0)).on("error", reject);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("makes an authority whose server certificate clients accept for the hosts named, and for no other", async () => {
  const files = localTlsFiles(folder);
  initLocalTls(files, ["kms.example.org"]);
  const ca = readFileSync(files.authorityFile);
  expect(await statusThrough("localhost", ca)).toBe(204);
  expect(await statusThrough("kms.example.org", ca)).toBe(204);
  await expect(statusThrough("other.example.org", ca)).rejects.toThrow(/altnames/);
  await expect(statusThrough("localhost", undefined)).rejects.toThrow(/certificate/);
  expect(String(ca).match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  for (const key of [files.keyFile, files.authorityKeyFile]) expect(statSync(key).mode & 0o777).toBe(0o600);
});

test("renews the server certificate under the same authority", async () => {
  const files = localTlsFiles(folder);
  initLocalTls(files, []);
  const before = { ca: readFileSync(files.authorityFile), server: readFileSync(files.certificateFile) };
  initLocalTls(files, []);
  expect(readFileSync(files.authorityFile)).toEqual(before.ca);
  expect(readFileSync(files.certificateFile)).not.toEqual(before.server);
  expect(await statusThrough("localhost", before.ca)).toBe(204);
});

test("refuses to make a new authority where half of the old one is there", () => {
  const files = localTlsFiles(folder);
  initLocalTls(files, []);
  rmSync(files.authorityKeyFile);
  expect(() => initLocalTls(files, [])).toThrow(/Only .*ca\.pem is there/);
});

test("the server takes the certificate unless it is given another", () => {
  const environment = { PELAGOS_DATA_DIR: folder, PORT: "4443", HOST: "0.0.0.0" };
  expect(() => loadConfig(environment, findLocalTls)).toThrow(/plain HTTP/);
  initLocalTls(localTlsFiles(folder), []);
  const settings = loadConfig(environment, findLocalTls);
  expect(settings.publicUrl).toBe("https://localhost:4443");
  expect(settings.tls).toMatchObject({ authorityFile: join(folder, "tls", "ca.pem") });
  const given = { ...environment, TLS_CERT_FILE: "/x/a.pem", TLS_KEY_FILE: "/x/a.key" };
  expect(loadConfig(given, findLocalTls).tls).toEqual({ certificateFile: "/x/a.pem", keyFile: "/x/a.key" });
});

test("says how it is called, and which host is none", async () => {
  await expect(tls([])).rejects.toThrow(/Usage: pelagos tls init/);
  await expect(tls(["init", "not a host"])).rejects.toThrow(/"not a host" is not a host name/);
});
