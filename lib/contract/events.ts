/** Wire messages of events and webhooks. */
import { z } from "zod";
import { EVENT_KIND_NAMES } from "./event-kinds";
import { descriptionField, nameField } from "./texts";

const timestamp = z.iso.datetime().describe("RFC 3339, UTC.");

/** Largest page of a list of events or deliveries. */
export const EVENT_PAGE_MAX = 500;
/** Longest address of a webhook, in characters. */
export const WEBHOOK_URL_CHARACTERS_MAX = 2_048;

const eventKind = z.enum(EVENT_KIND_NAMES).describe("What is the case; the kinds are a closed list that may grow.");

export const event = z.object({
  identity: z.string().describe("ev- and 20 characters."),
  kind: eventKind,
  severity: z.enum(["info", "warning", "critical"]),
  summary: z.string().describe("One sentence, in English."),
  remedy: z.string().describe("What to do about it, in English."),
  state: z.enum(["open", "closed"]).describe("Open while the condition lasts."),
  openedAt: timestamp,
  closedAt: timestamp.optional(),
  projectId: z.string().optional(),
  region: z.string().optional().describe("Slug."),
  subject: z.object({
    type: z.string().describe("kms_key, region, webhook, access_credential, …"),
    identity: z.string(),
    name: z.string().describe("Slug or name."),
  }),
  details: z.record(z.string(), z.union([z.string(), z.number()])).describe("Further facts, by kind."),
  dismissedAt: timestamp.optional().describe("The organisation does not want to be reminded of it."),
  snoozedUntil: timestamp.optional().describe("Or not before then."),
});

const severally = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z
    .string()
    .max(2_048)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(z.enum(values)))
    .meta({ type: "string" });

export const EVENT_STATES = ["attention", "open", "closed", "all"] as const;

export const listEventsQuery = z.strictObject({
  state: z
    .enum(EVENT_STATES)
    .default("all")
    .describe("attention: open, neither dismissed nor snoozed. Default: all, open ones first."),
  kind: severally(EVENT_KIND_NAMES).optional().describe("One or more kinds, separated by commas."),
  limit: z.coerce.number().int().min(1).max(EVENT_PAGE_MAX).default(100).describe("Page size, 1 to 500."),
  cursor: z.string().max(256).optional().describe("From the Link header of the previous page."),
});

export const updateEventRequest = z
  .strictObject({
    dismissed: z.boolean().optional().describe("true takes it off what needs attention, false puts it back."),
    snoozedUntil: z.iso
      .datetime({ offset: true })
      .nullish()
      .describe("Takes it off until then, at most 90 days ahead; null puts it back."),
  })
  .refine(
    ({ dismissed, snoozedUntil }) => dismissed !== undefined || snoozedUntil !== undefined,
    "must have dismissed or snoozedUntil",
  );

const webhookUrl = z
  .string()
  .max(WEBHOOK_URL_CHARACTERS_MAX)
  .describe("https address that takes POST. Private addresses only where the installation allows them.");
const webhookEvents = z
  .array(eventKind)
  .max(EVENT_KIND_NAMES.length)
  .transform((kinds) => [...new Set(kinds)])
  .describe("Kinds of events to send; none = all.");

export const createWebhookRequest = z
  .strictObject({
    name: nameField,
    description: descriptionField.nullish(),
    url: webhookUrl,
    events: webhookEvents.default([]),
    region: z.string().max(128).describe("Region of the key that signs, by slug or identity."),
    key: z
      .string()
      .max(128)
      .describe(
        "HMAC key that signs, by identity or slug: of the purpose webhook, or general, which narrows it for good.",
      ),
    enabled: z.boolean().default(true),
  })
  .meta({ description: "An address that events are posted to. The key cannot be changed later; it can be rotated." });

export const updateWebhookRequest = z.strictObject({
  name: nameField.optional(),
  description: descriptionField.nullish(),
  url: webhookUrl.optional(),
  events: webhookEvents.optional(),
  enabled: z.boolean().optional().describe("true also ends a pause."),
});

export const webhook = z.object({
  identity: z.string().describe("wh- and 20 characters."),
  name: z.string(),
  description: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  region: z.string().describe("Slug."),
  key: z.string().describe("Identity of the key that signs."),
  projectId: z.string().optional().describe("Project of the key."),
  enabled: z.boolean(),
  state: z
    .enum(["active", "failing", "paused", "disabled"])
    .describe("failing: no message was taken lately; paused: switched off by itself after failing for 3 days."),
  failingSince: timestamp.optional(),
  pausedAt: timestamp.optional(),
  createdAt: timestamp,
  updatedAt: timestamp,
  objectVersion: z.number().int(),
});

export const webhookDelivery = z.object({
  identity: z.string().describe("whd- and 20 characters; the message carries it as Pelagos-Webhook-Id."),
  event: z.string().optional().describe("Identity of the event; absent for a test."),
  kind: z.string(),
  transition: z.enum(["opened", "closed", "test"]),
  status: z.enum(["pending", "delivered", "failed"]),
  attempts: z.number().int(),
  createdAt: timestamp,
  lastTriedAt: timestamp.optional(),
  nextTryAt: timestamp.optional(),
  responseStatus: z.number().int().optional().describe("HTTP status of the last answer."),
  durationInMilliseconds: z.number().int().optional().describe("Of the last attempt."),
  error: z.string().optional().describe("Why the last attempt failed."),
});

export const listDeliveriesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(EVENT_PAGE_MAX).default(100).describe("The newest so many, 1 to 500."),
});

export type EventMessage = z.output<typeof event>;
export type WebhookMessage = z.output<typeof webhook>;
export type WebhookDeliveryMessage = z.output<typeof webhookDelivery>;
