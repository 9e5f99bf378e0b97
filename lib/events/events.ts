import { z } from "zod";
import { accessChange, notFound } from "@/lib/access/access-verb";
import { type EventMessage, listEventsQuery, updateEventRequest } from "@/lib/contract/events";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { requirePermission } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { eventMessage } from "./event-rows";
import { type EventPosition, findEvent, findEvents, muteEvent } from "./event-store";

/** Longest time for which an event can be snoozed. */
const SNOOZED_MS_MAX = 90 * 86_400_000;

/** One page of events; `nextCursor` is null on the last. */
export interface EventPage {
  readonly events: EventMessage[];
  readonly nextCursor: string | null;
}

/**
 * What somebody should know of: of the organisation with all its projects, or in a project of that project, and in both
 * of the installation. Open events first, then the newest. Errors, beside those of the door: permission_denied, invalid_request.
 */
export function listEvents(call: Call, query: unknown): Promise<EventPage> {
  return eventRead(call, "event.list", "", async (caller, projectId) => {
    requireEvent(caller, "event:list", "");
    const { state, kind, limit, cursor } = parseRequest(listEventsQuery, query, "The query");
    const { organisationId } = caller.scope;
    const filter = { organisationId, projectId, state, kinds: kind ?? null };
    const after = cursor === undefined ? null : positionIn(cursor);
    const rows = await findEvents(filter, after, limit + 1, clock.now());
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? cursorOf(last) : null;
    return { events: page.map((row) => eventMessage(row, row)), nextCursor };
  });
}

/** One event. Errors, beside those of the door: permission_denied, object_not_found. */
export function getEvent(call: Call, id: string): Promise<EventMessage> {
  return eventRead(call, "event.read", id, async (caller, projectId) => {
    requireEvent(caller, "event:read", id);
    const row = await findEvent(caller.scope.organisationId, projectId, id);
    if (row === null) throw notFound("event");
    return eventMessage(row, row);
  });
}

function eventRead<Answer>(
  call: Call,
  event: string,
  asked: string,
  run: (caller: Caller, projectId: string | null) => Promise<Answer>,
): Promise<Answer> {
  const act = { action: call.method, event, region: null, asked, feature: null };
  return throughDoor(call, act, ({ attempt, caller }) => {
    attempt.resource = { type: "event", id: asked };
    return run(caller, caller.scope.projectId || null);
  });
}

function requireEvent(caller: Caller, permission: "event:list" | "event:read", id: string): void {
  const { organisationId, projectId } = caller.scope;
  requirePermission(caller, permission, { type: "event", id, organisationId, projectId });
}

/**
 * Takes an event off what needs attention, for good or until a moment at most 90 days ahead, or puts it back. The event stays
 * open as long as its condition lasts. Errors: permission_denied, object_not_found, invalid_request.
 */
export const updateEvent = accessChange({
  event: "event.update",
  permission: "event:update",
  request: updateEventRequest,
  async apply({ tx, request, at, organisationId, caller, attempt }) {
    const row = await findEvent(organisationId, null, attempt.act.asked);
    if (row === null) throw notFound("event");
    const mute = {
      dismissedAt: request.dismissed === undefined ? row.dismissedAt : request.dismissed ? at : null,
      snoozedUntil: request.snoozedUntil === undefined ? row.snoozedUntil : snoozeOf(request.snoozedUntil, at),
    };
    const key = { eventId: row.id, organisationId };
    await muteEvent(tx, key, { ...mute, byId: caller.principal.actorId });
    return eventMessage(row, mute);
  },
});

function snoozeOf(until: string | null, at: Date): Date | null {
  if (until === null) return null;
  const time = new Date(until);
  if (time > at && time.getTime() <= at.getTime() + SNOOZED_MS_MAX) return time;
  throw new KmsError("invalid_request", { message: "snoozedUntil: must be in the next 90 days." });
}

const position = z.tuple([z.boolean(), z.iso.datetime(), z.string().regex(/^ev-[0-9a-v]{20}$/)]);

function cursorOf({ closedAt, openedAt, id }: { closedAt: Date | null; openedAt: Date; id: string }): string {
  return Buffer.from(JSON.stringify([closedAt !== null, openedAt.toISOString(), id])).toString("base64url");
}

function positionIn(cursor: string): EventPosition {
  try {
    const [closed, openedAt, id] = position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return { closed, openedAt, id };
  } catch (cause) {
    throw new KmsError("invalid_request", { message: "cursor: must be the one that the previous page gave.", cause });
  }
}
