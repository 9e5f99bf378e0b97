import type { KeyReport, ReportedKey } from "@/lib/contract/key-report";
import { csvOf } from "@/lib/format/csv";

type Column = readonly [name: string, cell: (key: ReportedKey) => string | number | boolean | null];

const KEY: readonly Column[] = [
  ["region", ({ region }) => region],
  ["identity", ({ identity }) => identity],
  ["name", ({ name }) => name],
  ["slug", ({ slug }) => slug],
];

const STATUS: readonly Column[] = [
  ["status", ({ status }) => status ?? "unknown"],
  ["status_from", ({ statusFrom }) => statusFrom],
];

const NEWEST: readonly Column[] = [
  ["latest_version", ({ latestVersion }) => latestVersion],
  ["latest_version_created", ({ latestVersionCreatedAt }) => latestVersionCreatedAt],
  ["latest_version_age_days", ({ latestVersionAgeInDays }) => latestVersionAgeInDays],
];

const INVENTORY: readonly Column[] = [
  ...KEY,
  ["key_type", ({ keyType }) => keyType],
  ["purpose", ({ purpose }) => purpose],
  ...STATUS,
  ["created", ({ createdAt }) => createdAt],
  ["purged", ({ purgedAt }) => purgedAt],
  ["versions", ({ versions }) => versions],
  ["destroyed_versions", ({ destroyedVersions }) => destroyedVersions],
  ...NEWEST,
  ["export_allowed", ({ exportAllowed }) => exportAllowed],
  ["imported", ({ imported }) => imported],
  ["rotation_period_days", ({ rotationPeriodInDays }) => rotationPeriodInDays],
  ["rotation_changed_since", ({ rotationChangedSince }) => rotationChangedSince],
  ["last_used", ({ lastUsedAt }) => lastUsedAt],
];

const ROTATION: readonly Column[] = [
  ...KEY,
  ...STATUS,
  ...NEWEST,
  ["verdict", ({ rotation }) => rotation.verdict],
  ["exemption", ({ rotation }) => rotation.exemption],
  ["limit_days", ({ rotation }) => rotation.limitInDays],
  ["limit_from", ({ rotation }) => (rotation.isScheduled ? "schedule" : "chosen")],
  ["due", ({ rotation }) => rotation.dueAt],
  ["rotation_changed_since", ({ rotationChangedSince }) => rotationChangedSince],
];

/** The inventory of keys as CSV, one row for each key; the moment reported is in every row. */
export const inventoryAsCsv = (report: KeyReport) => asCsv(report, INVENTORY);

/** How keys stand to their rotation as CSV, one row for each key; the moment reported is in every row. */
export const rotationAsCsv = (report: KeyReport) => asCsv(report, ROTATION);

function asCsv({ at, keys }: KeyReport, columns: readonly Column[]): string {
  const rows = keys.map((key) => [at, ...columns.map(([, cell]) => String(cell(key) ?? ""))]);
  return csvOf([["as_of", ...columns.map(([name]) => name)], ...rows]);
}
