"use server";

import { simulateAccess } from "@/lib/access/explain-access";
import type { SimulationMessage } from "@/lib/contract/access-answers";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../on-object";

/** Says whether somebody could make a call, and why; nothing is called. */
export async function simulate(place: unknown, request: unknown): Promise<ActionResult<SimulationMessage>> {
  return onObject(place, simulateAccess, request);
}
