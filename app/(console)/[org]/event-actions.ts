"use server";

import type { ActionResult } from "@/lib/contract/console";
import type { EventMessage } from "@/lib/contract/events";
import { updateEvent as update } from "@/lib/events/events";
import { onObject } from "./access/on-object";

/** Takes an event off what needs attention, or puts it back. */
export async function updateEvent(place: unknown, request: unknown): Promise<ActionResult<EventMessage>> {
  return onObject(place, update, request);
}
