import type { IamTransaction } from "@/lib/iam/store";
import { homeDatabase } from "@/lib/platform/db";
import type { DeliveryRow } from "./delivery-rows";

/** A webhook as stored. */
export interface WebhookRow {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly description: string | null;
  readonly url: string;
  /** Kinds of events; none = all. */
  readonly events: readonly string[];
  /** Of the key that signs. */
  readonly region: string;
  readonly keyId: string;
  readonly projectId: string;
  readonly enabled: boolean;
  readonly failingSince: Date | null;
  readonly pausedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
}

type Changes = Parameters<IamTransaction["webhook"]["update"]>[0]["data"];

/** An organisation's webhooks, by name. */
export function findWebhooks(organisationId: string): Promise<WebhookRow[]> {
  return homeDatabase().prisma.webhook.findMany({
    where: { organisationId },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
}

/** How many webhooks an organisation has. */
export function countWebhooks(transaction: IamTransaction, organisationId: string): Promise<number> {
  return transaction.webhook.count({ where: { organisationId } });
}

/** An organisation's webhook by identity; null where there is none. */
export function findWebhook(organisationId: string, id: string, within?: IamTransaction): Promise<WebhookRow | null> {
  return (within ?? homeDatabase().prisma).webhook.findFirst({ where: { organisationId, id } });
}

/** Which of these webhooks exist. */
export async function existingWebhooks(ids: readonly string[]): Promise<ReadonlySet<string>> {
  const where = { id: { in: [...ids] } };
  const rows = await homeDatabase().prisma.webhook.findMany({ where, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

/** Adds a webhook. */
export async function insertWebhook(
  transaction: IamTransaction,
  row: Omit<WebhookRow, "failingSince" | "pausedAt" | "objectVersion">,
): Promise<WebhookRow> {
  return transaction.webhook.create({ data: { ...row, events: [...row.events] } });
}

/** Sets columns of a webhook. */
export function changeWebhook(transaction: IamTransaction, id: string, data: Changes): Promise<WebhookRow> {
  return transaction.webhook.update({ where: { id }, data });
}

/** Removes a webhook with its deliveries. */
export async function removeWebhook(transaction: IamTransaction, id: string): Promise<void> {
  await transaction.webhook.deleteMany({ where: { id } });
}

/** The newest deliveries of a webhook, newest first. */
export async function findDeliveries(webhookId: string, limit: number): Promise<DeliveryRow[]> {
  const orderBy = [{ createdAt: "desc" as const }, { id: "desc" as const }];
  const rows = await homeDatabase().prisma.webhookDelivery.findMany({ where: { webhookId }, orderBy, take: limit });
  return rows.map(deliveryRow);
}

/** One delivery of a webhook; null where there is none. */
export async function findDelivery(id: string): Promise<DeliveryRow | null> {
  const row = await homeDatabase().prisma.webhookDelivery.findUnique({ where: { id } });
  return row === null ? null : deliveryRow(row);
}

/** Adds a message that is sent at once and once only: no job takes it. */
export async function insertTestDelivery(
  transaction: IamTransaction,
  row: Pick<DeliveryRow, "id" | "webhookId" | "kind" | "body" | "createdAt">,
): Promise<DeliveryRow> {
  const data = { ...row, transition: "test", status: "pending", attempts: 1, lastTriedAt: row.createdAt };
  return deliveryRow(await transaction.webhookDelivery.create({ data }));
}

/** Only this folder writes these columns, from its own closed lists. */
function deliveryRow(
  row: Omit<DeliveryRow, "transition" | "status"> & { transition: string; status: string },
): DeliveryRow {
  const { transition, status } = row;
  return {
    ...row,
    transition: transition === "closed" || transition === "test" ? transition : "opened",
    status: status === "delivered" || status === "failed" ? status : "pending",
  };
}
