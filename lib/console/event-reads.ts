import { getEvent, listEvents } from "@/lib/events/events";
import { getWebhook, listDeliveries, listWebhooks } from "@/lib/events/webhooks";
import { readAvailability } from "@/lib/kms/availability";
import { readUsage, usageAsCsv } from "@/lib/kms/usage";
import type { ConsoleRead } from "./console-read";
import { readKeyUse } from "./key-use";
import { csvFile } from "./saved-file";
import { readUsagePage } from "./usage-page";

/** What the pages about events, webhooks and use read. All of it comes from counts and stored events: reading often is cheap. */
export const EVENT_READS: readonly ConsoleRead[] = [
  { path: "events", run: (call, { query }) => listEvents(call, query) },
  { path: "events/*", run: (call, { segments: [event = ""] }) => getEvent(call, event) },
  { path: "webhooks", run: (call) => listWebhooks(call) },
  { path: "webhooks/*", run: (call, { segments: [webhook = ""] }) => getWebhook(call, webhook) },
  {
    path: "webhooks/*/deliveries",
    run: (call, { segments: [webhook = ""], query }) => listDeliveries(call, webhook, query),
  },
  {
    path: "keys/*/*/usage",
    run: (call, { segments: [region = "", key = ""], query }) => readKeyUse(call, { region, key }, query),
  },
  { path: "availability", run: (call, { query }) => readAvailability(call, query) },
  { path: "usage", run: (call, { query }) => readUsagePage(call, query) },
  {
    path: "usage.csv",
    run: async (call, { query }) => csvFile(usageAsCsv((await readUsage(call, query)).usage), "usage"),
  },
];
