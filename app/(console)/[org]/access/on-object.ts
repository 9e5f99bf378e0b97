import { z } from "zod";
import { runAction } from "@/lib/console/action";
import type { ActionResult } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";

// Whatever the types say, a server action receives what the network sends.
const name = z.string().min(1).max(256);
const placeSchema = z.object({ organisation: z.string().max(256), project: name.nullish(), object: name.nullish() });

/**
 * Runs a verb in the organisation and project of a place (empty for acts of the person), on the object it names by identity
 * or slug, if any. A place
 * that is not in this form names nothing, and the verb answers so.
 */
export function onObject<T>(
  place: unknown,
  verb: (call: Call, asked: string) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  const { data } = placeSchema.safeParse(place);
  return runAction(data?.organisation ?? "", data?.project, (call) => verb(call, data?.object ?? ""), request);
}
