import type { ZoneDetail } from "@/lib/contract/dns-pages";
import type { DnssecStatus } from "@/lib/contract/dnssec";

/** What somebody should know of a signed zone. */
export type HealthWarning =
  | { readonly code: "signing_failed"; readonly error: string; readonly until: string | undefined }
  | { readonly code: "signatures_end"; readonly until: string }
  | { readonly code: "foreign_ds"; readonly tags: readonly string[] }
  | { readonly code: "parent_unreachable"; readonly error: string }
  | { readonly code: "no_name_servers" }
  | { readonly code: "not_served" };

const DAY_MS = 86_400_000;
/** Signatures are replaced when 7 days are left: that it has not happened by then has a reason. */
const LATE_MS = 5 * DAY_MS;

/** Warnings, the worst first. */
export function healthOf(status: DnssecStatus, { zone, nameServers }: ZoneDetail, now: number): HealthWarning[] {
  if (!status.enabled) return [];
  const { lastSignError, signaturesValidUntil, parent } = status;
  const warnings: HealthWarning[] = [];
  if (lastSignError !== undefined) {
    warnings.push({ code: "signing_failed", error: lastSignError, until: signaturesValidUntil });
  } else if (signaturesValidUntil !== undefined && Date.parse(signaturesValidUntil) - now < LATE_MS) {
    warnings.push({ code: "signatures_end", until: signaturesValidUntil });
  }
  const foreign = foreignDs(status);
  if (foreign.length > 0) warnings.push({ code: "foreign_ds", tags: foreign });
  if (parent?.error !== undefined) warnings.push({ code: "parent_unreachable", error: parent.error });
  if (nameServers.length === 0) warnings.push({ code: "no_name_servers" });
  if (zone.serving.status !== "claimed") warnings.push({ code: "not_served" });
  return warnings;
}

/** Key tags of DS records of the parent that are for no key of the zone; those of one key that differ in the digest alone are fine. */
function foreignDs({ parent, keys }: DnssecStatus): string[] {
  const own = new Set(keys.map(({ keyTag }) => String(keyTag)));
  const tags = (parent?.dsRecords ?? []).map((record) => record.split(" ")[0] ?? "");
  return [...new Set(tags)].filter((tag) => !own.has(tag));
}
