"use server";

import type { ActionResult } from "@/lib/contract/console";
import type { WebhookDeliveryMessage, WebhookMessage } from "@/lib/contract/events";
import {
  createWebhook as create,
  deleteWebhook as remove,
  testWebhook as test,
  updateWebhook as update,
} from "@/lib/events/webhooks";
import { onObject } from "../../access/on-object";

/** Makes a webhook that signs with a key of the place. */
export async function createWebhook(place: unknown, request: unknown): Promise<ActionResult<WebhookMessage>> {
  return onObject(place, create, request);
}

/** Changes a webhook, pauses it or lets it go on. */
export async function updateWebhook(place: unknown, request: unknown): Promise<ActionResult<WebhookMessage>> {
  return onObject(place, update, request);
}

/** Deletes a webhook with its deliveries. */
export async function deleteWebhook(place: unknown): Promise<ActionResult<{ identity: string }>> {
  return onObject(place, remove);
}

/** Sends a test message and tells how it was taken. */
export async function testWebhook(place: unknown): Promise<ActionResult<WebhookDeliveryMessage>> {
  return onObject(place, test);
}
