import { availability, availabilityQuery, usage, usageQuery } from "@/lib/contract/usage";
import { readAvailability } from "@/lib/kms/availability";
import { readUsage, usageAsCsv } from "@/lib/kms/usage";
import { body, type Route } from "./route";

const CSV = {
  "content-type": "text/csv; charset=utf-8",
  "content-disposition": 'attachment; filename="usage.csv"',
};

/** What is used, and how regions were. */
export const USAGE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/usage",
    operationId: "getUsage",
    tag: "Usage",
    status: 200,
    summary: "Read what was used",
    description:
      "kms-keys: each key version counts from its creation until its key is gone for good, by the hour, the 30 days of a pending deletion included. kms-api-calls: allowed calls that name a key, management included. By month (UTC), and project or key; with X-Project-Identity of that project only. format=csv answers text/csv. Needs the permission usage:read.",
    query: usageQuery,
    response: usage,
    errors: ["permission_denied"],
    async run(call, { query }) {
      const asked = await readUsage(call, Object.fromEntries(query));
      return asked.format === "csv" ? { body: usageAsCsv(asked.usage), headers: CSV } : { body: asked.usage };
    },
  },
  {
    method: "GET",
    path: "/v1/kms/availability",
    operationId: "getAvailability",
    tag: "Usage",
    status: 200,
    summary: "Read how regions were",
    description:
      "The state of each region, noted every minute and kept for 90 days, in steps up to now; and the calls of the scope there in the last hour and day, from the counts, which are a minute or so behind.",
    query: availabilityQuery,
    response: availability,
    errors: [],
    run: (call, { query }) => body(readAvailability(call, Object.fromEntries(query))),
  },
];
