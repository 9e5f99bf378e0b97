"use server";

import { createBinding as give, deleteBinding as takeBack } from "@/lib/access/bindings";
import {
  createRule as addRuleTo,
  createPolicy as create,
  deletePolicy as remove,
  deleteRule as removeRuleFrom,
  replaceRule as replace,
  updatePolicy as update,
} from "@/lib/access/policies";
import { previewRule as preview } from "@/lib/access/preview-rule";
import type { BindingMessage, PolicyMessage, RuleMessage } from "@/lib/contract/access";
import type { RulePreviewMessage } from "@/lib/contract/access-answers";
import type { ActionResult } from "@/lib/contract/console";
import { onPolicy } from "../on-policy";

/** Makes a role, or a policy in a project; it gives nothing until it has rules and is given to somebody. */
export async function createPolicy(place: unknown, request: unknown): Promise<ActionResult<PolicyMessage>> {
  return onPolicy(place, create, request);
}

/** Changes name, description and reach. */
export async function updatePolicy(place: unknown, request: unknown): Promise<ActionResult<PolicyMessage>> {
  return onPolicy(place, (kind, call, { policy }) => update(kind, call, policy), request);
}

/** Deletes a role or policy with its rules and bindings. */
export async function deletePolicy(place: unknown): Promise<ActionResult<unknown>> {
  return onPolicy(place, (kind, call, { policy }) => remove(kind, call, policy));
}

/** Adds a rule, which counts at once. */
export async function createRule(place: unknown, request: unknown): Promise<ActionResult<RuleMessage>> {
  return onPolicy(place, (kind, call, { policy }) => addRuleTo(kind, call, policy), request);
}

/** Puts another rule in the place of one. */
export async function replaceRule(place: unknown, request: unknown): Promise<ActionResult<RuleMessage>> {
  return onPolicy(place, replace, request);
}

/** Removes a rule. */
export async function deleteRule(place: unknown): Promise<ActionResult<unknown>> {
  return onPolicy(place, removeRuleFrom);
}

/** Says of a rule that is not saved whether the person may give it, and how many keys it covers. */
export async function previewRule(place: unknown, request: unknown): Promise<ActionResult<RulePreviewMessage>> {
  return onPolicy(place, (kind, call, { policy }) => preview(kind, call, policy || null), request);
}

/** Gives a role or policy to somebody. */
export async function createBinding(place: unknown, request: unknown): Promise<ActionResult<BindingMessage>> {
  return onPolicy(place, (kind, call, { policy }) => give(kind, call, policy), request);
}

/** Takes a role or policy back. */
export async function deleteBinding(place: unknown): Promise<ActionResult<unknown>> {
  return onPolicy(place, takeBack);
}
