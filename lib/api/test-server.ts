import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { vi } from "vitest";
import { forgetAllRates } from "@/lib/iam/rate-limit";
import { openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { config, setConfig } from "@/lib/platform/config";
import { apiListener } from "./listener";

/** What a call of a test sends beside its address. */
export interface Sent {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of the API. */
export interface Received {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** The API behind a socket of its own, on an installation of its own. */
export interface TestServer {
  readonly kms: TestKms;
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** Sends a request whose body, where there is one, is JSON. */
  send(method: string, path: string, sent?: Sent): Promise<Received>;
  /** The same, and what was asked of the databases for this request. */
  sendWatched(
    method: string,
    path: string,
    sent?: Sent,
  ): Promise<Received & { readonly statements: readonly string[] }>;
  /** Creates something as the owner of an organisation and returns its identity. Throws where that is refused. */
  make(owner: TestCaller, path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

/** Starts the API on a free port of the loopback interface. For integration tests; call `close` afterwards. */
export async function openTestServer(): Promise<TestServer> {
  const kms = await openTestKms();
  const many = 1_000_000;
  setConfig({ ...config(), requestsPerSecondPerCredential: many, requestsPerSecondPerOrganisation: many });
  forgetAllRates();
  const listener = apiListener();
  const watching = new AsyncLocalStorage<string[]>();
  let watched: string[] | null = null;
  const server = createServer((request, response) => {
    if (watched === null) void listener(request, response);
    else void watching.run(watched, () => listener(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function send(method: string, path: string, { token, body, headers }: Sent = {}): Promise<Received> {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = /^application\/json(;|$)/.test(answer.headers.get("content-type") ?? "");
    return { status: answer.status, body: isJson ? JSON.parse(text) : { text }, headers: answer.headers };
  }

  const { query } = pg.Client.prototype;

  return {
    kms,
    url,
    send,
    async sendWatched(method, path, sent) {
      const spy = vi.spyOn(pg.Client.prototype, "query");
      spy.mockImplementation(function (this: pg.Client, ...given: unknown[]) {
        const [first] = given;
        watching.getStore()?.push(typeof first === "string" ? first : String(Reflect.get(Object(first), "text")));
        return Reflect.apply(query, this, given);
      });
      watched = [];
      try {
        const answer = await send(method, path, sent);
        return { ...answer, statements: [...watched] };
      } finally {
        watched = null;
        spy.mockRestore();
      }
    },
    async make(owner, path, body, headers) {
      const answer = await send("POST", path, { token: owner.token, body, headers });
      const { identity, subject } = answer.body;
      if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return String(identity ?? subject);
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
