"use server";

import type { z } from "zod";
import { createProject as create, deleteProject as remove, updateProject as update } from "@/lib/access/projects";
import type { deleted, ProjectMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../../access/on-object";

/** Creates a project, at the top or below another one. */
export async function createProject(place: unknown, request: unknown): Promise<ActionResult<ProjectMessage>> {
  return onObject(place, create, request);
}

/** Changes what a project is called and where it lies. */
export async function updateProject(place: unknown, request: unknown): Promise<ActionResult<ProjectMessage>> {
  return onObject(place, update, request);
}

/** Deletes a project that holds nothing. */
export async function deleteProject(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, remove);
}
