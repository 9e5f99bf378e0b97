import type { z } from "zod";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import type { Permission } from "@/lib/contract/permissions";
import type { SecretMessage } from "@/lib/contract/secrets";
import type { Attempt } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { parseRequest } from "@/lib/door/parse-request";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { enterSecrets, placeOf, requireMatch, requireSecret, type SecretTarget, secretAct } from "./secret-act";
import { secretMessage } from "./secret-message";
import { lockSecret, type SecretRow } from "./secret-store";

/** What a change to a secret works with; its row is locked. */
export interface ChangedSecret<Request> {
  readonly tx: ChangeTransaction;
  readonly attempt: Attempt;
  readonly caller: Caller;
  readonly secret: SecretRow;
  readonly request: Request;
  readonly at: Date;
}

interface SecretChange<Schema extends z.ZodType> {
  readonly event: string;
  readonly permission: Permission;
  readonly request: Schema;
  /** Makes the change and gives the secret as it then is; null where it is gone. */
  apply(input: ChangedSecret<z.output<Schema>>): Promise<SecretRow | null>;
}

/**
 * Makes the verb of a change to a secret: its row is locked, If-Match is compared, and change and record are committed in
 * one transaction. Errors, beside those of `apply` and of the door: region_not_found, region_unavailable,
 * secret_not_found, version_mismatch, invalid_request.
 */
export function secretChange<Schema extends z.ZodType>(
  change: SecretChange<Schema>,
): (call: Call, target: SecretTarget, given?: unknown) => Promise<SecretMessage | null> {
  return async (call, target, given) => {
    const { attempt, changed } = await changeThroughDoor<never, SecretRow | null>(
      call,
      secretAct(call, change.event, target),
      {
        async apply(entered, tx) {
          const { attempt, caller } = entered;
          const region = enterSecrets(entered, target.path);
          const found = await lockSecret(tx, placeOf(caller, region, target.path));
          const secret = requireSecret(attempt, caller, change.permission, found);
          const request = parseRequest(change.request, given ?? (await attempt.call.body()));
          requireMatch(call, secret);
          return change.apply({ tx, attempt, caller, secret, request, at: clock.now() });
        },
      },
    );
    if (changed === null || attempt.caller === null || attempt.region === null) return null;
    return secretMessage(attempt.caller, attempt.region, changed);
  };
}
