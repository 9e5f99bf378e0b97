import { readFileSync } from "node:fs";
import { z } from "zod";
import { notedFetch } from "../noted-secrets";

const facts = z.object({ url: z.string(), organisation: z.string(), region: z.string(), token: z.string() });

/** Where the API is and what opens it. */
export type Installation = z.output<typeof facts>;

/** The installation that the run started for all tests. */
export function startedInstallation(): Installation {
  const file = process.env.PELAGOS_TEST_BOOTSTRAP ?? "";
  return { ...facts.parse(JSON.parse(readFileSync(file, "utf8"))), url: process.env.PELAGOS_TEST_URL ?? "" };
}

interface Sent {
  readonly body?: unknown;
  readonly rawBody?: string;
  /** Added to those of a valid call; null removes one. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** Calls an endpoint below `/v1/kms` as the first administrator. */
export async function call(
  installation: Installation,
  method: string,
  path: string,
  sent: Sent = {},
): Promise<Response> {
  // Other tests make organisations: the token opens several by then.
  const headers = new Headers({
    authorization: `Bearer ${installation.token}`,
    "x-organisation-identity": installation.organisation,
  });
  const body = sent.rawBody ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  if (body !== undefined) headers.set("content-type", "application/json");
  for (const [name, value] of Object.entries(sent.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return notedFetch(`${installation.url}/v1/kms${path}`, { method, headers, body });
}

/** The same for calls that must succeed: the parsed body. */
export async function expectOk(
  installation: Installation,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await call(installation, method, path, { body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

let names = 0;

/** A key name that no other test uses. */
export function uniqueName(prefix: string): string {
  names += 1;
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${names}`;
}
