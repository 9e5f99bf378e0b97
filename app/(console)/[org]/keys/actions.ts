"use server";

import { z } from "zod";
import { runAction } from "@/lib/console/action";
import type { ActionResult } from "@/lib/contract/console";
import type { DecryptResponse, EncryptResponse, KmsKey } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import type { ExportKeyResponse } from "@/lib/contract/kms-operations";
import type { Call } from "@/lib/door/call";
import {
  cancelDeletion as callOff,
  disableKey as disable,
  enableKey as enable,
  deleteKey as scheduleDeletion,
} from "@/lib/kms/change-status";
import { createKey as create } from "@/lib/kms/create-key";
import { decrypt as decryptVerb } from "@/lib/kms/decrypt";
import { encrypt as encryptVerb } from "@/lib/kms/encrypt";
import { exportKey as exportVerb } from "@/lib/kms/export-key";
import type { KeyTarget } from "@/lib/kms/key-operation";
import { rotateKey as rotate } from "@/lib/kms/rotate-key";
import { updateRotation as changeRotation } from "@/lib/kms/update-rotation";
import { updateVersions as changeVersions } from "@/lib/kms/update-versions";

// Whatever the types say, a server action receives what the network sends.
const name = z.string().min(1).max(256);
const placeSchema = z.object({ organisation: name, project: name.nullish() });
const regionSchema = z.object({ region: name });
const keySchema = z.object({ region: name, key: name });

/** Creates a key in the region of the place. */
export async function createKey(place: unknown, request: unknown): Promise<ActionResult<KmsKey>> {
  return act(place, (call) => create(call, parsed(regionSchema, place)), request);
}

/** Adds a version, which is the latest from then on. */
export async function rotateKey(place: unknown): Promise<ActionResult<KmsKey>> {
  return onKey(place, rotate);
}

/** From the answer on no call can use the key. */
export async function disableKey(place: unknown): Promise<ActionResult<KmsKey>> {
  return onKey(place, disable);
}

/** Makes a disabled key usable again. */
export async function enableKey(place: unknown): Promise<ActionResult<KmsKey>> {
  return onKey(place, enable);
}

/** Switches the schedule on or off and sets its period. */
export async function updateRotation(place: unknown, request: unknown): Promise<ActionResult<KmsKey>> {
  return onKey(place, changeRotation, request);
}

/** Changes which versions may be used, or begins and ends the waiting period before one is destroyed. */
export async function updateVersions(place: unknown, request: unknown): Promise<ActionResult<KmsKey>> {
  return onKey(place, changeVersions, request);
}

/** Schedules the deletion in 30 days; until then it can be called off. */
export async function deleteKey(place: unknown): Promise<ActionResult<KmsKey>> {
  return onKey(place, scheduleDeletion);
}

/** Calls a scheduled deletion off. */
export async function cancelDeletion(place: unknown): Promise<ActionResult<KmsKey>> {
  return onKey(place, callOff);
}

/** Hands the material of a version to the person at the page, where the key allows it. */
export async function exportKey(place: unknown, request: unknown): Promise<ActionResult<ExportKeyResponse>> {
  return onKey(place, exportVerb, request);
}

/** Encrypts under the latest version, or the one the request names. */
export async function encrypt(place: unknown, request: unknown): Promise<ActionResult<EncryptResponse>> {
  return onKey(place, encryptVerb, request);
}

/** Decrypts what encrypt returned. */
export async function decrypt(place: unknown, request: unknown): Promise<ActionResult<DecryptResponse>> {
  return onKey(place, decryptVerb, request);
}

function onKey<T>(
  place: unknown,
  verb: (call: Call, target: KeyTarget) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  return act(place, (call) => verb(call, parsed(keySchema, place)), request);
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
