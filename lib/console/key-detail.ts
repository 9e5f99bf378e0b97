import { newestActsOn, type RecordedAct } from "@/lib/audit/resource-acts";
import type { KeyActivity, KeyDetail } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { evaluate } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { getKey } from "@/lib/kms/get-key";
import type { KeyTarget } from "@/lib/kms/key-operation";
import { clock } from "@/lib/platform/clock";
import { regionNamed } from "@/lib/regions/registry";
import { namesOf } from "./names-of";

const ACTS_SHOWN = 20;
/** Whoever looks at the page reads the key: shown, that would push out everything else. */
const ACTS_LEFT_OUT = ["kms.key.read", "kms.key.read_public_key", "kms.key.read_usage"];

/**
 * A key and, for those who may read the audit log, its last recorded acts, those of reading it aside.
 * Errors, beside those of the door: region_not_found, key_not_found.
 */
export async function readKeyDetail(call: Call, target: KeyTarget): Promise<KeyDetail> {
  const key = await getKey(call, target);
  // Proven again for the scope: the key was found in it, so its acts are the organisation's own.
  const caller = await call.authenticate({ fresh: false });
  const { scope } = caller;
  if (!mayReadLog(caller)) return { key, activity: null };
  const { database } = regionNamed(target.region);
  const resource = { id: key.identity, organisationId: scope.organisationId };
  const acts = await newestActsOn(database, resource, ACTS_SHOWN, ACTS_LEFT_OUT);
  const actorIds = [...new Set(acts.map(({ actorId }) => actorId))];
  const names = await namesOf(scope.organisationId, actorIds);
  return { key, activity: acts.map((act) => activityOf(act, names)) };
}

function mayReadLog(caller: Caller): boolean {
  const { organisationId, projectId } = caller.scope;
  const log = { type: "audit_log", id: "", organisationId, projectId } as const;
  return evaluate(caller, "audit_log:list", log, clock.nowMs()).allowed;
}

function activityOf(act: RecordedAct, names: Readonly<Record<string, string>>): KeyActivity {
  return {
    eventID: act.eventId,
    createdAt: act.createdAt,
    event: act.event,
    outcome: act.outcome,
    reason: act.reason || null,
    actorName: names[act.actorId] ?? act.actorId,
    keyVersion: act.keyVersion,
    clientAddress: act.clientAddress || null,
    requestId: act.requestId,
  };
}
