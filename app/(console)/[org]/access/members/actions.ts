"use server";

import type { z } from "zod";
import {
  createMembership as create,
  createMemberPasswordLink,
  deleteMembership as remove,
  updateMembership as update,
} from "@/lib/access/memberships";
import type { createdMembership, deleted, MembershipMessage, passwordLink } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../on-object";

/** Adds a person by e-mail address. */
export async function addMember(
  place: unknown,
  request: unknown,
): Promise<ActionResult<z.output<typeof createdMembership>>> {
  return onObject(place, create, request);
}

/** Makes a member an owner, or an owner a member. */
export async function changeMemberRole(place: unknown, request: unknown): Promise<ActionResult<MembershipMessage>> {
  return onObject(place, update, request);
}

/** Removes a person from the organisation. */
export async function removeMember(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, remove);
}

/** Makes a link with which a member sets a new password, or somebody who has not joined yet does so. */
export async function makePasswordLink(place: unknown): Promise<ActionResult<z.output<typeof passwordLink>>> {
  return onObject(place, createMemberPasswordLink);
}
