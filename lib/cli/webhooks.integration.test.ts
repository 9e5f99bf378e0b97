import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { EVENT_KIND_NAMES } from "@/lib/contract/event-kinds";
import { childEnvironment } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";
import { unusedPort } from "./spawn-server";
import { type TestInstallation, testInstallation } from "./test-installation";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PAGE = readFileSync(join(installationRoot(), "docs", "webhooks.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pelagos-receiver-"));
let installation: TestInstallation | null = null;
let receiver: ChildProcess | null = null;

afterAll(async () => {
  receiver?.kill();
  await installation?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** The receiver exactly as the page prints it, in a process of its own. */
async function startReceiver(environment: Readonly<Record<string, string>>): Promise<() => string> {
  const program = /<!-- receiver -->\n```js\n([\s\S]*?)```/.exec(PAGE)?.[1];
  if (program === undefined) throw new Error("the page has no receiver");
  const file = join(folder, "receiver.mjs");
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file], {
    env: childEnvironment(environment),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  receiver = child;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  await expect.poll(() => printed, { timeout: 10_000 }).toContain("ready");
  return () => printed;
}

it("the page names every kind of event", () => {
  const named = [...PAGE.matchAll(/^\| `([a-z0-9_.]+)` \|/gm)].map(([, kind]) => kind);
  expect(named).toEqual(EVENT_KIND_NAMES);
});

it("the receiver of the page takes a genuine message once, and neither forged nor old ones", async () => {
  installation = await testInstallation();
  const server = await installation.serve({ PELAGOS_OUTBOUND_ALLOW: "127.0.0.1" });
  const { token, call } = installation;
  const request = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${server.url}/v1/webhooks${path}`, { method, headers, body: JSON.stringify(body) });
    return z.looseObject({ identity: z.string() }).parse(await answer.json());
  };
  const port = await unusedPort();
  const printed = await startReceiver({
    ...{ PORT: String(port), PELAGOS: server.url, PELAGOS_KEY: "nl-01/webhooks", TOKEN: token },
  });
  await call(server, "POST", "/nl-01/keys", { name: "webhooks", keyType: "hmac-sha256", purpose: "webhook" });
  const url = `http://127.0.0.1:${port}/`;
  const webhook = await request("POST", "", { name: "receiver", url, region: "nl-01", key: "webhooks" });
  expect(await request("POST", `/${webhook.identity}/test`)).toMatchObject({
    status: "delivered",
    responseStatus: 200,
  });
  expect(printed()).toContain("test test");
  await call(server, "POST", "/nl-01/keys/webhooks/rotate");
  expect(await request("POST", `/${webhook.identity}/test`)).toMatchObject({ status: "delivered" });

  const now = Math.floor(Date.now() / 1_000);
  const forged = (timestamp: number, signature: string) =>
    fetch(url, {
      method: "POST",
      headers: {
        "pelagos-webhook-id": "whd-0123456789abcdefghij",
        "pelagos-webhook-timestamp": String(timestamp),
        "pelagos-webhook-signature": signature,
      },
      body: "{}",
    });
  const mac = `thalassa:v1:${Buffer.alloc(32).toString("base64")}`;
  expect((await forged(now, mac)).status).toBe(401);
  expect((await forged(now - 900, mac)).status).toBe(401);
  expect((await forged(now, "nonsense")).status).toBe(401);
});
