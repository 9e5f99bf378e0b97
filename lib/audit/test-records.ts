import { useFakeClock as fakeClock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { Chain, openChainStatement } from "./chain";
import { commitStatement } from "./commit-statement";
import { type AuditFacts, auditRecord } from "./record";

/** Facts of an ordinary call, of which a test names those it is about. */
export function testFacts(facts: Partial<AuditFacts> & { organisationId: string }): AuditFacts {
  return {
    projectId: "",
    region: "nl-01",
    actorId: "u-00000000000000000000",
    credentialId: "pat-00000000000000000000",
    credentialKind: "access_token",
    action: "kms.encrypt",
    event: "kms.encrypt",
    resourceType: "kms_key",
    resourceId: "kms-00000000000000000000",
    resourceSlug: "payments",
    keyType: "aes256-gcm",
    keyVersion: 1,
    revision: "1",
    payloadBytes: 5,
    outcome: "allowed",
    reason: "",
    status: 200,
    requestId: newId("req"),
    edge: "api",
    method: "POST",
    path: "/v1/kms/nl-01/keys/payments/encrypt",
    clientAddress: "192.0.2.7",
    userAgent: "curl/8.5.0",
    durationInMicroseconds: 900,
    ...facts,
  };
}

/** Writes records as a writer of their own, each made at the time given with it; answers their identities in the same order. */
export async function writeTestRecords(
  database: Database,
  records: readonly { readonly at: Date; readonly facts: AuditFacts }[],
): Promise<string[]> {
  const chain = new Chain();
  const opening = openChainStatement(chain, null);
  await database.pool.query(opening.text, opening.values);
  // Identities name the time too; nothing waits while time stands still.
  const time = fakeClock(new Date(0));
  const made = records.map(({ at, facts }) => {
    time.set(at);
    return auditRecord(facts, { key: null, epoch: null });
  });
  time.restore();
  for (let first = 0; first < made.length; first += 1_000) {
    const group = made.slice(first, first + 1_000);
    const { text, values } = commitStatement(chain.next(), group);
    const { rows } = await database.pool.query<{ head: string }>(text, values);
    chain.advance(rows[0]?.head ?? null);
  }
  return made.map(({ eventId }) => eventId);
}
