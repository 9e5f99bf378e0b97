import type { ActionResult } from "@/lib/contract/console";
import type { EventKind } from "@/lib/contract/event-kinds";
import type { WebhookDeliveryMessage, WebhookMessage } from "@/lib/contract/events";
import type { ObjectPlace } from "../iam/member-actions";
import type { Scope } from "../layout/scope";

/** What a webhook is called, where it posts to and what it is told of. */
export interface WebhookRequest {
  name: string;
  description: string;
  url: string;
  /** None = all. */
  events: EventKind[];
}

/** A new webhook and the key that signs for it. */
export interface NewWebhook extends WebhookRequest {
  /** Slug. */
  region: string;
  /** Identity. */
  key: string;
}

/** What the pages about webhooks change; each is a server action. */
export interface WebhookActions {
  createWebhook: (scope: Scope, request: NewWebhook) => Promise<ActionResult<WebhookMessage>>;
  updateWebhook: (
    place: ObjectPlace,
    request: Partial<WebhookRequest> & { enabled?: boolean },
  ) => Promise<ActionResult<WebhookMessage>>;
  deleteWebhook: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  testWebhook: (place: ObjectPlace) => Promise<ActionResult<WebhookDeliveryMessage>>;
}
