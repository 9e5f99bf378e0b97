import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClientKey } from "@/lib/access/client-keys";
import { forgetAllRates } from "@/lib/iam/rate-limit";
import { callAs, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { config, setConfig } from "@/lib/platform/config";
import { answerIfInstanceCall } from "./listener";
import { openClientKey, TestInstanceClient } from "./test-client";

const PASSWORD = "correct-horse-1";

/** The instance protocol behind a socket of its own, on an installation of its own. */
export interface TestInstance {
  readonly kms: TestKms;
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** A client with a client key that Ada has just made, and that key's identity. */
  client(request?: Readonly<Record<string, unknown>>): Promise<TestInstanceClient & { readonly identity: string }>;
  close(): Promise<void>;
}

/** Starts it on a free port of the loopback interface. For integration tests; call `close` afterwards. */
export async function openTestInstance(): Promise<TestInstance> {
  const kms = await openTestKms();
  const many = 1_000_000;
  setConfig({ ...config(), requestsPerSecondPerCredential: many, requestsPerSecondPerOrganisation: many });
  forgetAllRates();
  const server = createServer((request, response) => {
    if (!answerIfInstanceCall(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    kms,
    url,
    async client(request) {
      const body = { name: "test", region: "nl-01", password: PASSWORD, policies: ["kms:FullAccess"], ...request };
      const made = await createClientKey(callAs(kms.ada, body));
      const client = new TestInstanceClient(url, openClientKey(made.clientKeyContent, PASSWORD));
      return Object.assign(client, { identity: made.identity });
    },
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await kms.close();
    },
  };
}
