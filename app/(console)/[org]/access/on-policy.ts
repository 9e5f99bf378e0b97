import { z } from "zod";
import { type PolicyKind, PROJECT_POLICIES, ROLES } from "@/lib/access/policy-kind";
import { runAction } from "@/lib/console/action";
import type { ActionResult } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";

// Whatever the types say, a server action receives what the network sends.
const name = z.string().max(256);
const placeSchema = z.object({ organisation: name, project: name.nullish() });
const namesSchema = z.object({ policy: name.catch(""), rule: name.catch(""), binding: name.catch("") });

/** What a server action names; empty where it names none. */
export type Named = z.output<typeof namesSchema>;

/** Runs a verb on the roles of the organisation of a place, or on the policies of its project where it names one. */
export function onPolicy<T>(
  place: unknown,
  verb: (kind: PolicyKind, call: Call, named: Named) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  const where = placeSchema.safeParse(place).data;
  const kind = where?.project ? PROJECT_POLICIES : ROLES;
  const names = namesSchema.safeParse(place).data ?? { policy: "", rule: "", binding: "" };
  return runAction(where?.organisation ?? "", where?.project, (call) => verb(kind, call, names), request);
}
