import {
  CircleAlert,
  Clock,
  Gauge,
  HardDrive,
  Hourglass,
  type LucideIcon,
  RefreshCwOff,
  ShieldAlert,
  Trash2,
  Unplug,
  Webhook,
} from "lucide-react";
import type { EventKind } from "@/lib/contract/event-kinds";
import type { EventMessage } from "@/lib/contract/events";
import { keyAddress } from "../keys/addresses";
import { type Scope, scopedAddress } from "../layout/scope";
import type { StatusTone } from "../ui/status";
import { webhookAddress } from "../webhooks/addresses";

/** Which detail of an event says when: the moment that its sentence is about. */
const MOMENTS = ["nextTryAt", "lastAskedAt", "dueAt", "deletionScheduledAt", "expiresAt", "completeTo", "failingSince"];

const ICONS: Readonly<Record<EventKind, LucideIcon>> = {
  "key.rotation_due_soon": Clock,
  "key.rotation_overdue": Clock,
  "key.rotation_failed": RefreshCwOff,
  "key.deletion_in_7_days": Trash2,
  "key.deletion_in_1_day": Trash2,
  "key.deletion_waits": Hourglass,
  "key.used_while_pending_deletion": CircleAlert,
  "key.version_near_limit": Gauge,
  "key.version_exhausted": Gauge,
  "region.unreachable": Unplug,
  "region.sealed": Unplug,
  "audit.checkpoint_late": ShieldAlert,
  "storage.full_in_30_days": HardDrive,
  "storage.full_in_7_days": HardDrive,
  "credential.expires_in_14_days": Hourglass,
  "credential.expires_in_3_days": Hourglass,
  "webhook.failing": Webhook,
  "webhook.paused": Webhook,
};

const TONES: Readonly<Record<EventMessage["severity"], StatusTone>> = {
  info: "idle",
  warning: "warn",
  critical: "bad",
};
const ORDER: readonly EventMessage["severity"][] = ["critical", "warning", "info"];

/** How an event looks: sign and tone. */
export function eventLook({ kind, severity }: EventMessage): { icon: LucideIcon; tone: StatusTone } {
  return { icon: ICONS[kind], tone: TONES[severity] };
}

/** The most pressing first; among equals the oldest, which has waited longest. */
export function byUrgency(events: readonly EventMessage[]): EventMessage[] {
  return events.toSorted(
    (one, other) =>
      ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity) || one.openedAt.localeCompare(other.openedAt),
  );
}

/** The moment that an event's sentence names, in RFC 3339; when it began, where its details have none. */
export function eventMoment({ details, openedAt }: EventMessage): string {
  const named = MOMENTS.map((name) => details[name]).find((value) => typeof value === "string" && value !== "");
  return typeof named === "string" ? named : openedAt;
}

/** What leads to the place where something can be done about an event; `text` is below `act` of the messages. */
export function eventAction(
  event: EventMessage,
  { organisation }: Scope,
): {
  text: "openKey" | "seeWho" | "seeAudit" | "seeTokens" | "seeAccounts" | "seeFederation" | "openWebhook";
  href: string;
} {
  const scope: Scope = { organisation, project: event.projectId ?? null };
  const { kind, region = "", subject } = event;
  if (kind === "key.used_while_pending_deletion") {
    const query = { resourceIdentity: subject.identity, outcome: "refused" };
    return { text: "seeWho", href: scopedAddress(scope, "/audit", query) };
  }
  if (subject.type === "kms_key") return { text: "openKey", href: keyAddress({ ...scope, region, key: subject.name }) };
  if (subject.type === "access_token") return { text: "seeTokens", href: scopedAddress(scope, "/access/tokens") };
  if (subject.type === "access_credential")
    return { text: "seeAccounts", href: scopedAddress(scope, "/access/service-accounts") };
  if (subject.type === "federated_identity")
    return { text: "seeFederation", href: scopedAddress(scope, "/access/federation") };
  if (subject.type === "webhook") return { text: "openWebhook", href: webhookAddress(scope, subject.identity) };
  if (subject.type === "client_key") return { text: "seeTokens", href: scopedAddress(scope, "/access/client-keys") };
  return { text: "seeAudit", href: scopedAddress(scope, "/audit") };
}
