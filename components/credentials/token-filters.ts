import type { OrganisationCredentialMessage } from "@/lib/contract/access";
import { EXPIRING_DAYS } from "./credential-facts";

/** What somebody who tidies up looks for. */
export const DUE_FILTERS = ["expiring", "unused", "endless"] as const;

export type DueFilter = (typeof DUE_FILTERS)[number];

const DAY_MS = 86_400_000;
const UNUSED_DAYS = 90;

/** Whether a credential ends within 30 days, has done nothing for 90, or never ends. */
export function isDue(credential: OrganisationCredentialMessage, due: DueFilter, nowMs: number): boolean {
  const { createdAt, expiresAt, lastUsedAt } = credential;
  switch (due) {
    case "expiring":
      return expiresAt !== null && Date.parse(expiresAt) - nowMs <= EXPIRING_DAYS * DAY_MS;
    case "unused":
      return nowMs - Date.parse(lastUsedAt ?? createdAt) >= UNUSED_DAYS * DAY_MS;
    case "endless":
      return expiresAt === null;
  }
}
