import { z } from "zod";
import { runAction } from "@/lib/console/action";
import type { ActionResult } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import type { SecretTarget } from "@/lib/secrets/secret-act";

// Whatever the types say, a server action receives what the network sends.
const name = z.string().min(1).max(256);
const placeSchema = z.object({ organisation: name, project: name.nullish() });
const regionSchema = z.object({ region: name });
const secretSchema = z.object({
  region: name,
  path: z.string().min(1).max(1_024),
  objectVersion: z.number().int().nullish(),
});

/** Runs a verb on the secret of a place, where one is given on the `objectVersion` that the page has seen. */
export function onSecret<T>(
  place: unknown,
  verb: (call: Call, target: SecretTarget) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  return act(
    place,
    (call) => {
      const { region, path, objectVersion = null } = parsed(secretSchema, place);
      return verb({ ...call, ifMatch: () => objectVersion }, { region, path });
    },
    request,
  );
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
  throw new KmsError("invalid_request", { message: "The request does not name a region and a secret." });
}
