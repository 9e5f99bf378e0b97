import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KmsKey } from "@/lib/contract/kms";
import { isKmsError } from "@/lib/contract/kms-error";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import { createAccessToken } from "@/lib/iam/access-token";
import type { Caller } from "@/lib/iam/caller";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope, callerOfPrincipal } from "@/lib/iam/scope";
import { createTestPerson, forgetEverything, TEST_ORIGIN } from "@/lib/iam/test-home";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createTestDatabase } from "@/lib/platform/test-database";
import { createKey } from "./create-key";
import { closeRuntime, openRuntime } from "./runtime";

/** Somebody who calls, in an organisation of their own. */
export interface TestCaller {
  readonly userId: string;
  readonly organisationId: string;
  readonly token: string;
}

/** A record as an auditor reads it. */
export interface ReadRecord {
  readonly event: string;
  readonly outcome: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** An installation of one test's own, used without a server. */
export interface TestKms {
  readonly ada: TestCaller;
  readonly eve: TestCaller;
  query(text: string, values?: unknown[]): Promise<Record<string, never>[]>;
  /** Records of a call, in the order they were written. */
  recordsOf(call: Call): Promise<ReadRecord[]>;
  /** Makes a key in nl-01 as Ada. */
  makeKey(request: Readonly<Record<string, unknown>>): Promise<KmsKey>;
  close(): Promise<void>;
}

/** Opens an installation on a database of its own. For integration tests; call `close` afterwards. */
export async function openTestKms(): Promise<TestKms> {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "pelagos-kms-"));
  setConfig({ ...loadConfig({}), databaseUrl: database.url, dataDirectory: folder });
  forgetEverything();
  await openRuntime();
  const ada = await testCaller("ada");
  const eve = await testCaller("eve");
  const query = async (text: string, values: unknown[] = []) => (await homeDatabase().pool.query(text, values)).rows;
  return {
    ada,
    eve,
    query,
    async recordsOf({ requestId }) {
      const { rows } = await homeDatabase().pool.query(
        "SELECT body, event, outcome, status FROM audit_record WHERE request_id = $1 ORDER BY event_id",
        [requestId],
      );
      return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
    },
    makeKey: (request) =>
      createKey(callAs(ada, { name: `a test key ${newId("kms")}`, ...request }), { region: "nl-01" }),
    async close() {
      await requireNoTokenRecorded([ada.token, eve.token]);
      await closeRuntime();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whatever a test did: what it proved itself with is in no record. */
async function requireNoTokenRecorded(tokens: readonly string[]): Promise<void> {
  const { rows } = await homeDatabase().pool.query(
    "SELECT event FROM audit_record r, unnest($1::text[]) AS token WHERE strpos(r::text, token) > 0 LIMIT 1",
    [tokens],
  );
  if (rows.length > 0) throw new Error(`a record of ${rows[0].event} holds a token`);
}

async function testCaller(name: string): Promise<TestCaller> {
  const person = await createTestPerson(name);
  const { token } = await createAccessToken({ userId: person.userId, name: "test", expiresAt: null });
  return { ...person, token };
}

/** A call with a body; `more` replaces single facts of it. */
export function callAs(person: TestCaller | null, body: unknown = undefined, more: Partial<Call> = {}): Call {
  const startedAtMs = clock.monotonicMs();
  return {
    requestId: newId("req"),
    edge: "api",
    method: "POST",
    path: "/test",
    clientAddress: "192.0.2.7",
    userAgent: "test",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    async authenticate(options): Promise<Caller> {
      const principal = await principalOfAccessToken(person?.token ?? "none", options);
      if (options.ofPrincipal) return callerOfPrincipal(principal, null, TEST_ORIGIN);
      return callerInScope(principal, person?.organisationId ?? null, null, TEST_ORIGIN);
    },
    body: async () => body,
    ...more,
  };
}

/** The code that a call is refused with; `answered` where it is not. */
export async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return "answered";
  } catch (error) {
    if (isKmsError(error)) return error.code;
    throw error;
  }
}
