import type { z } from "zod";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import type { Permission } from "@/lib/contract/permissions";
import type { Act, Attempt } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { parseRequest } from "@/lib/door/parse-request";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { aboutAsked, askedZone, requireZone, zoneAct } from "./zone-act";
import { lockZone, type ZoneRow } from "./zone-store";

/** What a change of a zone works with; the zone's row is locked until the transaction ends. */
export interface ChangedZone<Request> {
  readonly tx: ChangeTransaction;
  readonly call: Call;
  readonly attempt: Attempt;
  readonly caller: Caller;
  readonly zone: ZoneRow;
  readonly request: Request;
  readonly at: Date;
}

interface ZoneChange<Schema extends z.ZodType, Asked, Answer> extends Pick<Act, "status"> {
  readonly event: string;
  readonly permission: Permission;
  readonly request: Schema;
  /** Refuses before the body is read; `asked` is what else the address names. */
  requires?(input: Omit<ChangedZone<unknown>, "request">, asked: Asked): Promise<void>;
  apply(input: ChangedZone<z.output<Schema>>, asked: Asked): Promise<Answer>;
}

/**
 * Makes the verb of a change to a zone or its records: the zone's row is locked, and change and record are committed in one
 * transaction. What changes what the zone says goes through `touchZone`. Errors, beside those of `apply` and of the door:
 * zone_not_found, invalid_request.
 */
export function zoneChange<Schema extends z.ZodType, Answer, Asked = undefined>(
  change: ZoneChange<Schema, Asked, Answer>,
): (call: Call, zone: string, asked: Asked) => Promise<Answer> {
  return async (call, asked, further) => {
    const act = zoneAct(call, change.event, askedZone(asked), { status: change.status });
    const { changed } = await changeThroughDoor<never, Answer>(call, act, {
      async apply({ attempt, caller }, tx) {
        aboutAsked(attempt);
        const found = await lockZone(tx, caller.scope, act.asked);
        const zone = requireZone(attempt, caller, change.permission, found);
        const input = { tx, call: attempt.call, attempt, caller, zone, at: clock.now() };
        await change.requires?.(input, further);
        const request = parseRequest(change.request, await attempt.call.body());
        return change.apply({ ...input, request }, further);
      },
    });
    return changed;
  };
}
