import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { auditRecord } from "@/lib/audit/record";
import { testFacts } from "@/lib/audit/test-records";
import type { Caller } from "@/lib/iam/caller";
import { newAttempt, recordsOf } from "./attempt";
import { type Call, partOf } from "./call";

setFlagsFromString("--allow-natives-syntax");
/** Whether V8 keeps both objects in one layout. Where each has its own, making and reading them takes microseconds. */
const haveOneShape: (one: object, other: object) => boolean = runInThisContext("(a, b) => %HaveSameMap(a, b)");

const call: Call = {
  requestId: "req-00000000000000000000",
  edge: "api",
  method: "POST",
  path: "/v1/kms/nl-01/keys/payments/encrypt",
  clientAddress: "192.0.2.7",
  userAgent: "",
  startedAtMs: 0,
  deadlineMs: 1,
  authenticate: () => Promise.reject(new Error("not asked for here")),
  body: async () => undefined,
};

/** The records of a call that has one part: the part's, then its own. */
function joinedRecords() {
  const caller = {
    principal: { actorId: "u-1", credentialId: "pat-1", credentialKind: "access_token" },
    scope: { organisationId: "o-1", projectId: "" },
  };
  const attempt = newAttempt(call, { action: "POST", event: "secret.get_value", region: null, asked: "" });
  attempt.caller = caller as Caller;
  attempt.parts.push(auditRecord(testFacts({ organisationId: "o-1" }), { key: null, epoch: null }));
  return recordsOf(attempt, { ok: true, value: null });
}

/** The last two of many: V8 first has to see how objects are made. */
function twoAfterMany<Made>(make: () => Made): [Made, Made] {
  for (let count = 0; count < 1_000; count += 1) make();
  return [make(), make()];
}

test("objects of other fields have other shapes", () => {
  expect(haveOneShape({ one: 1 }, { other: 1 })).toBe(false);
});

test("what is made at every call has one shape: parts of calls, records, and records joined with those of parts", () => {
  const [onePart, other] = twoAfterMany(() => partOf(call, 1));
  expect(haveOneShape(onePart, other)).toBe(true);
  const [[part, own], [otherPart, otherOwn]] = twoAfterMany(joinedRecords);
  if (!part || !own || !otherPart || !otherOwn) throw new Error("a call with a part has two records");
  expect([haveOneShape(part, otherPart), haveOneShape(own, otherOwn), haveOneShape(part, own)]).toEqual([
    true,
    true,
    true,
  ]);
});
