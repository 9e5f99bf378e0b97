"use server";

import type { ActionResult } from "@/lib/contract/console";
import type { KeyAlias } from "@/lib/contract/key-alias";
import type { KmsKey } from "@/lib/contract/kms";
import type { ExportKeyResponse } from "@/lib/contract/kms-operations";
import { createAlias as giveAlias, updateAlias as passAlias, deleteAlias as takeAlias } from "@/lib/kms/aliases";
import {
  cancelDeletion as callOff,
  disableKey as disable,
  enableKey as enable,
  deleteKey as scheduleDeletion,
} from "@/lib/kms/change-status";
import { createKey as create } from "@/lib/kms/create-key";
import { exportKey as exportVerb } from "@/lib/kms/export-key";
import { rotateKey as rotate } from "@/lib/kms/rotate-key";
import { updateRotation as changeRotation } from "@/lib/kms/update-rotation";
import { updateVersions as changeVersions } from "@/lib/kms/update-versions";
import { inRegion, onKey } from "./on-key";

/** Creates a key in the region of the place. */
export async function createKey(place: unknown, request: unknown): Promise<ActionResult<KmsKey>> {
  return inRegion(place, create, request);
}

/** Gives a key of the place's region an alias. */
export async function createAlias(place: unknown, request: unknown): Promise<ActionResult<KeyAlias>> {
  return inRegion(place, giveAlias, request);
}

/** Gives an alias of the place's region to another key. */
export async function moveAlias(place: unknown, request: unknown): Promise<ActionResult<KeyAlias>> {
  return inRegion(place, passAlias, request);
}

/** Takes an alias of the place's region away. */
export async function deleteAlias(place: unknown, request: unknown): Promise<ActionResult<{ alias: string }>> {
  return inRegion(place, takeAlias, request);
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
