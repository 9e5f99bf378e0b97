import type { ActionResult } from "@/lib/contract/console";
import type { EventMessage } from "@/lib/contract/events";
import type { Scope } from "../layout/scope";

/** Server actions about events; given to the overview by its page. */
export interface EventActions {
  /** Takes an event off what needs attention, or puts it back. */
  updateEvent: (
    place: Scope & { object: string },
    request: { dismissed: boolean },
  ) => Promise<ActionResult<EventMessage>>;
}
