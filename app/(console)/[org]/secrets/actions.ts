"use server";

import { revealSecret as reveal } from "@/lib/console/reveal-secret";
import { trySecretPolicy as tryPolicy } from "@/lib/console/try-secret-policy";
import type { ActionResult } from "@/lib/contract/console";
import type { PolicyVerdict } from "@/lib/contract/secret-pages";
import type { SecretDifference, SecretMessage, SecretValueMessage, WrittenVersion } from "@/lib/contract/secrets";
import {
  destroySecretVersion as destroy,
  deleteSecret as remove,
  updateSecretPolicy as setPolicy,
  updateSecret as update,
} from "@/lib/secrets/change-secret";
import { compareVersions as compare } from "@/lib/secrets/compare-versions";
import { createSecret as create } from "@/lib/secrets/create-secret";
import { putSecretValue as put } from "@/lib/secrets/put-secret-value";
import { inRegion, onSecret } from "./on-secret";

/** Creates a secret in the region of the place. */
export async function createSecret(place: unknown, request: unknown): Promise<ActionResult<SecretMessage>> {
  return inRegion(place, create, request);
}

/** Hands the value of a version to the person at the page, who proves the password for it. */
export async function revealSecret(place: unknown, request: unknown): Promise<ActionResult<SecretValueMessage>> {
  return onSecret(place, reveal, request);
}

/** Writes a new version, which is current from then on. */
export async function putSecretValue(place: unknown, request: unknown): Promise<ActionResult<WrittenVersion>> {
  return onSecret(place, put, request);
}

/** Sets the reminder, and moves stage labels. */
export async function updateSecret(place: unknown, request: unknown): Promise<ActionResult<SecretMessage>> {
  return onSecret(place, update, request);
}

/** Sets the access policy, or lifts it. */
export async function updateSecretPolicy(place: unknown, request: unknown): Promise<ActionResult<SecretMessage>> {
  return onSecret(place, setPolicy, request);
}

/** Says what an access policy would say of a call; nothing is called. */
export async function trySecretPolicy(place: unknown, request: unknown): Promise<ActionResult<PolicyVerdict>> {
  return onSecret(place, tryPolicy, request);
}

/** Says which names differ between two versions, never their values. */
export async function compareSecretVersions(place: unknown, request: unknown): Promise<ActionResult<SecretDifference>> {
  return onSecret(place, compare, request);
}

/** Takes the value of one version away for good. */
export async function destroySecretVersion(place: unknown, request: unknown): Promise<ActionResult<SecretMessage>> {
  return onSecret(place, (call, target) => destroy(call, target, request));
}

/** Deletes a secret with all its versions, at once and for good. */
export async function deleteSecret(place: unknown): Promise<ActionResult<{ path: string; deleted: true }>> {
  return onSecret(place, remove);
}
