"use server";

import { z } from "zod";
import { createAccessCredential, revokeAccessCredential } from "@/lib/access/access-credentials";
import {
  createServiceAccount as create,
  deleteServiceAccount as remove,
  updateServiceAccount as update,
} from "@/lib/access/service-accounts";
import type { createdAccessCredential, deleted, ServiceAccountMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../on-object";

/** Creates a service account. */
export async function createServiceAccount(
  place: unknown,
  request: unknown,
): Promise<ActionResult<ServiceAccountMessage>> {
  return onObject(place, create, request);
}

/** Changes what a service account is called. */
export async function updateServiceAccount(
  place: unknown,
  request: unknown,
): Promise<ActionResult<ServiceAccountMessage>> {
  return onObject(place, update, request);
}

/** Deletes a service account with everything that opens it. */
export async function deleteServiceAccount(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, remove);
}

/** Gives a service account a key and a secret. */
export async function createCredential(
  place: unknown,
  request: unknown,
): Promise<ActionResult<z.output<typeof createdAccessCredential>>> {
  return onObject(place, createAccessCredential, request);
}

const identity = z.string().max(64).catch("");

/** Revokes a credential of a service account. */
export async function revokeCredential(
  place: unknown,
  credential: unknown,
): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, (call, account) => revokeAccessCredential(call, account, identity.parse(credential)));
}
