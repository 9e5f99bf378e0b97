import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SecretBytes } from "@/lib/crypto/secret-bytes";
import { askPrimary } from "@/lib/dns/serving/test-ask-primary";
import { type SpawnedServer, spawnServer, TEST_SERVER, unusedPort } from "./spawn-server";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

let server: SpawnedServer;
let port: number;
beforeAll(async () => {
  port = await unusedPort();
  const environment = {
    DNS_LISTEN: `127.0.0.1:${port}`,
    DNS_RESOLVER: `127.0.0.1:${await unusedPort()}`,
    WORKERS: "2",
  };
  server = await spawnServer({ program: TEST_SERVER, environment: { CONSOLE: "off", ...environment } });
});
afterAll(() => server?.stop());

async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const { token, organisation } = server.bootstrap();
  const answer = await fetch(`${server.url}/v1/dns/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "x-organisation-identity": organisation,
      "content-type": "application/json",
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const read = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(read)}`);
  return read;
}

test("a server of several processes signs what changes within seconds, and hands it to who has the key", async () => {
  const zone = "harbour.example";
  await call("POST", "zones", { zoneName: zone });
  await call("POST", `zones/${zone}/records`, { name: "@", type: "NS", values: [`ns1.${zone}`] });
  await call("POST", `zones/${zone}/records`, { name: "ns1", type: "A", values: ["192.0.2.1"] });
  const signed = await call("PUT", `zones/${zone}/dnssec`, { region: "nl-01" });
  expect(signed).toMatchObject({ enabled: true, state: "awaiting_ds", region: { slug: "nl-01" } });
  const { keyName, keySecret } = await call("POST", "secondaries", { name: "ns1" });
  const secret = SecretBytes.take(Buffer.from(String(keySecret), "base64"));
  const key = { name: String(keyName), secret };
  // The process that hands zones over may be ready a moment after those that answer calls.
  const first = await vi.waitFor(() => askPrimary(port, zone, "AXFR", key), { timeout: 20_000, interval: 300 });
  expect(first.types).toEqual(expect.arrayContaining(["SOA", "NS", "A", "DNSKEY", "RRSIG", "NSEC3", "NSEC3PARAM"]));
  await call("POST", `zones/${zone}/records`, { name: "www", type: "A", values: ["192.0.2.7"] });
  await vi.waitFor(
    async () => {
      const { names, serial } = await askPrimary(port, zone, "AXFR", key);
      expect(names).toContain(`www.${zone}`);
      expect(serial).toBeGreaterThan(first.serial);
    },
    { timeout: 20_000, interval: 300 },
  );
  // Nobody answers for the parent: that is said, and nothing else is different.
  const status = await call("GET", `zones/${zone}/dnssec`);
  expect(status).toMatchObject({ state: "awaiting_ds", dsDelegated: false });
  expect(status.lastSignError).toBeUndefined();
  await expect(askPrimary(port, zone, "AXFR", { ...key, name: "nobody.example" })).rejects.toThrow("code 9");
});
