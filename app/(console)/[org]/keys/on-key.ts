import { z } from "zod";
import { runAction } from "@/lib/console/action";
import type { ActionResult } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import type { KeyTarget } from "@/lib/kms/key-operation";

// Whatever the types say, a server action receives what the network sends.
const name = z.string().min(1).max(256);
const placeSchema = z.object({ organisation: name, project: name.nullish() });
const regionSchema = z.object({ region: name });
const keySchema = z.object({ region: name, key: name });

/** Runs a verb on the key of a place. */
export function onKey<T>(
  place: unknown,
  verb: (call: Call, target: KeyTarget) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  return act(place, (call) => verb(call, parsed(keySchema, place)), request);
}

/** Runs a verb in the region of a place. */
export function inRegion<T>(
  place: unknown,
  verb: (call: Call, target: { region: string }) => Promise<T>,
  request: unknown,
): Promise<ActionResult<T>> {
  return act(place, (call) => verb(call, parsed(regionSchema, place)), request);
}

function act<T>(place: unknown, verb: (call: Call) => Promise<T>, request: unknown): Promise<ActionResult<T>> {
  const where = placeSchema.safeParse(place);
  return runAction(where.data?.organisation ?? "", where.data?.project, verb, request);
}

function parsed<Schema extends z.ZodType>(schema: Schema, place: unknown): z.output<Schema> {
  const where = schema.safeParse(place);
  if (where.success) return where.data;
  throw new KmsError("invalid_request", { message: "The request does not name a region and a key." });
}
