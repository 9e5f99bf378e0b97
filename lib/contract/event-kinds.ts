/**
 * The one table of events: conditions that somebody should know of. Detection, the API, webhooks and the console read it;
 * nothing else is ever reported.
 */

/** How soon somebody should look: `info` when convenient, `warning` before it hurts, `critical` now. */
export type EventSeverity = "info" | "warning" | "critical";

interface EventFacts {
  readonly severity: EventSeverity;
  /** What is the case, for people; the subject's name stands in front. */
  readonly summary: string;
  /** What to do about it. */
  readonly remedy: string;
}

export const EVENT_KINDS = {
  "key.rotation_due_soon": {
    severity: "info",
    summary: "rotates by itself within 7 days.",
    remedy: "Nothing, unless something that uses the key cannot cope with a new version.",
  },
  "key.rotation_overdue": {
    severity: "warning",
    summary: "is overdue for rotation.",
    remedy: "Check that background jobs run and that the key's region is available, or rotate it now.",
  },
  "key.rotation_failed": {
    severity: "critical",
    summary: "could not be rotated by its schedule.",
    remedy: "Read rotationFailure of the key; it is tried again by itself, and can be rotated now.",
  },
  "key.deletion_in_7_days": {
    severity: "warning",
    summary: "is deleted for good within 7 days.",
    remedy: "Cancel the deletion if anything still needs the key.",
  },
  "key.deletion_in_1_day": {
    severity: "critical",
    summary: "is deleted for good within a day.",
    remedy: "Cancel the deletion now if anything still needs the key.",
  },
  "key.deletion_waits": {
    severity: "warning",
    summary: "is due for deletion and waits for what depends on it.",
    remedy: "Remove what depends on the key, or cancel the deletion.",
  },
  "key.used_while_pending_deletion": {
    severity: "critical",
    summary: "was asked for within 24 hours although its deletion is pending.",
    remedy: "Find the caller in the audit log, and cancel the deletion if it still needs the key.",
  },
  "key.version_near_limit": {
    severity: "warning",
    summary: "has a newest version that has encrypted half as often as is safe.",
    remedy: "Rotate the key, or rotate it more often by schedule.",
  },
  "key.version_exhausted": {
    severity: "critical",
    summary: "encrypts no more: its newest version has encrypted as often as is safe.",
    remedy: "Rotate the key now.",
  },
  "region.unreachable": {
    severity: "critical",
    summary: "is not reachable: calls to it are answered 503.",
    remedy: "Check the region's database and the network to it.",
  },
  "region.sealed": {
    severity: "critical",
    summary: "is sealed: its root key does not open it, and calls to it are answered 503.",
    remedy: "Give the region its root key back.",
  },
  "audit.checkpoint_late": {
    severity: "critical",
    summary: "has had no checkpoint of its audit log for 5 minutes: what is recorded since then is not protected yet.",
    remedy: "Check that a node writes checkpoints (AUDIT_CHECKPOINTS) and reaches the database.",
  },
  "storage.full_in_30_days": {
    severity: "warning",
    summary:
      "has a disk that is full within 30 days if the audit log grows on as it did last week, or is nearly full now.",
    remedy: "Make space: a larger disk, or a shorter retention of the audit log.",
  },
  "storage.full_in_7_days": {
    severity: "critical",
    summary:
      "has a disk that is full within 7 days if the audit log grows on as it did last week, or has only its reserve left now.",
    remedy:
      "Make space now. While only the reserve is left, changes and encryption are refused; reading and decrypting go on.",
  },
  "credential.expires_in_14_days": {
    severity: "info",
    summary: "expires within 14 days.",
    remedy: "Make a new credential and put it in place of this one.",
  },
  "credential.expires_in_3_days": {
    severity: "warning",
    summary: "expires within 3 days.",
    remedy: "Make a new credential now and put it in place of this one.",
  },
  "webhook.failing": {
    severity: "warning",
    summary: "has taken no message for an hour.",
    remedy: "Read its deliveries and check the address.",
  },
  "webhook.paused": {
    severity: "critical",
    summary: "is paused after failing for 3 days.",
    remedy: "Check the address, then enable the webhook again.",
  },
} as const satisfies Record<string, EventFacts>;

/** Name of an event, for example `key.rotation_failed`. */
export type EventKind = keyof typeof EVENT_KINDS;

export const EVENT_KIND_NAMES = Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]];

/** A condition as detection finds it. */
export interface Condition {
  readonly kind: EventKind;
  /** Empty where it is about the whole installation. */
  readonly organisationId: string;
  readonly projectId: string;
  /** Slug, or empty. */
  readonly region: string;
  readonly subject: { readonly type: string; readonly id: string; readonly name: string };
  /** What is known beyond that: times as text, counts. */
  readonly details: Readonly<Record<string, string | number>>;
  /** Tells this occurrence from earlier ones of the same subject, for example the version it is about. */
  readonly occurrence: string;
}
