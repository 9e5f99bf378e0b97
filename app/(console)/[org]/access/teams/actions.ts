"use server";

import type { z } from "zod";
import {
  addTeamMember as add,
  createTeam as create,
  deleteTeam as remove,
  removeTeamMember as takeOut,
  updateTeam as update,
} from "@/lib/access/teams";
import type { deleted, TeamMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../on-object";

/** Creates a team without members. */
export async function createTeam(place: unknown, request: unknown): Promise<ActionResult<TeamMessage>> {
  return onObject(place, create, request);
}

/** Changes what a team is called. */
export async function updateTeam(place: unknown, request: unknown): Promise<ActionResult<TeamMessage>> {
  return onObject(place, update, request);
}

/** Deletes a team with its bindings. */
export async function deleteTeam(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, remove);
}

/** Adds a member of the organisation to a team. */
export async function addTeamMember(place: unknown, request: unknown): Promise<ActionResult<TeamMessage>> {
  return onObject(place, add, request);
}

/** Takes a person out of a team. */
export async function removeTeamMember(place: unknown, person: unknown): Promise<ActionResult<TeamMessage>> {
  return onObject(place, (call, team) => takeOut(call, team, String(person)));
}
