import { z } from "zod";
import { runAction } from "@/lib/console/action";
import type { ActionResult } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";

// Whatever the types say, a server action receives what the network sends.
const name = z.string().min(1).max(512);
const scopeSchema = z.object({ organisation: name, project: name.nullish() });
const zoneSchema = z.object({ zone: name, objectVersion: z.number().int().nullish() });
const recordSchema = zoneSchema.extend({ record: name });

/** Runs a verb in the scope of a place. */
export function inScope<T>(
  place: unknown,
  verb: (call: Call) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  const where = scopeSchema.safeParse(place);
  return runAction(where.data?.organisation ?? "", where.data?.project, verb, request);
}

/** Runs a verb on the zone of a place, where one is given on the `objectVersion` that the page has seen. */
export function onZone<T>(
  place: unknown,
  verb: (call: Call, zone: string) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  return inScope(
    place,
    (call) => {
      const { zone, objectVersion = null } = parsed(zoneSchema, place);
      return verb({ ...call, ifMatch: () => objectVersion }, zone);
    },
    request,
  );
}

/** Runs a verb on the records of a place, likewise. */
export function onRecord<T>(
  place: unknown,
  verb: (call: Call, zone: string, record: { identity: string }) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  return inScope(
    place,
    (call) => {
      const { zone, record, objectVersion = null } = parsed(recordSchema, place);
      return verb({ ...call, ifMatch: () => objectVersion }, zone, { identity: record });
    },
    request,
  );
}

const secondarySchema = z.object({ secondary: name });

/** Runs a verb on the name server of a place. */
export function onSecondary<T>(
  place: unknown,
  verb: (call: Call, secondary: string) => Promise<T>,
): Promise<ActionResult<T>> {
  return inScope(place, (call) => verb(call, parsed(secondarySchema, place).secondary));
}

function parsed<Schema extends z.ZodType>(schema: Schema, place: unknown): z.output<Schema> {
  const where = schema.safeParse(place);
  if (where.success) return where.data;
  throw new KmsError("invalid_request", { message: "The request does not say what it is about." });
}
