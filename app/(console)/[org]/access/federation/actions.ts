"use server";

import type { z } from "zod";
import { checkSubjectToken } from "@/lib/access/check-subject-token";
import {
  createFederatedIdentity,
  deleteFederatedIdentity,
  updateFederatedIdentity,
} from "@/lib/access/federated-identities";
import {
  createFederatedIdentityProvider,
  deleteFederatedIdentityProvider,
  updateFederatedIdentityProvider,
} from "@/lib/access/federated-identity-providers";
import type { deleted } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import type {
  FederatedIdentityMessage,
  FederatedIdentityProviderMessage,
  SubjectTokenVerdict,
} from "@/lib/contract/federation";
import { onObject } from "../on-object";

/** Trusts an issuer. */
export async function createProvider(
  place: unknown,
  request: unknown,
): Promise<ActionResult<FederatedIdentityProviderMessage>> {
  return onObject(place, createFederatedIdentityProvider, request);
}

/** Changes a provider: its keys, or whether it is active. */
export async function updateProvider(
  place: unknown,
  request: unknown,
): Promise<ActionResult<FederatedIdentityProviderMessage>> {
  return onObject(place, updateFederatedIdentityProvider, request);
}

/** Trusts an issuer no more. */
export async function deleteProvider(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, deleteFederatedIdentityProvider);
}

/** Lets tokens of a trusted issuer act as a service account. */
export async function createIdentity(
  place: unknown,
  request: unknown,
): Promise<ActionResult<FederatedIdentityMessage>> {
  return onObject(place, createFederatedIdentity, request);
}

/** Changes a federated identity. */
export async function updateIdentity(
  place: unknown,
  request: unknown,
): Promise<ActionResult<FederatedIdentityMessage>> {
  return onObject(place, updateFederatedIdentity, request);
}

/** Revokes a federated identity. */
export async function deleteIdentity(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, deleteFederatedIdentity);
}

/** Says which check a token fails. */
export async function checkToken(place: unknown, request: unknown): Promise<ActionResult<SubjectTokenVerdict>> {
  return onObject(place, checkSubjectToken, request);
}
