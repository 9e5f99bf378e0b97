"use client";

import {
  BadgeCheck,
  CircleAlert,
  CirclePause,
  CirclePlay,
  Eye,
  FileKey2,
  Hash,
  History,
  KeyRound,
  KeySquare,
  LockKeyhole,
  LockKeyholeOpen,
  type LucideIcon,
  PenLine,
  RefreshCw,
  Repeat,
  RotateCw,
  Tag,
  Trash2,
  Undo2,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyActivity } from "@/lib/contract/console";
import { Link } from "../ui/link";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";

const EVENTS = {
  "kms.key.create": { icon: KeyRound, text: "create" },
  "kms.rotate": { icon: RotateCw, text: "rotate" },
  "kms.rotate.scheduled": { icon: RotateCw, text: "rotateScheduled" },
  "kms.key.destroy_version": { icon: Trash2, text: "destroyVersion" },
  "kms.key.purge_waiting": { icon: CirclePause, text: "purgeWaiting" },
  "kms.key.disable": { icon: CirclePause, text: "disable" },
  "kms.key.enable": { icon: CirclePlay, text: "enable" },
  "kms.key.update_rotation": { icon: RefreshCw, text: "updateRotation" },
  "kms.key.update_versions": { icon: History, text: "updateVersions" },
  "kms.alias.create": { icon: Tag, text: "aliasCreate" },
  "kms.alias.update": { icon: Tag, text: "aliasUpdate" },
  "kms.alias.delete": { icon: Tag, text: "aliasDelete" },
  "kms.key.delete": { icon: Trash2, text: "delete" },
  "kms.key.cancel_deletion": { icon: Undo2, text: "cancelDeletion" },
  "kms.key.read_public_key": { icon: Eye, text: "readPublicKey" },
  "kms.export": { icon: FileKey2, text: "export" },
  "kms.sign": { icon: PenLine, text: "sign" },
  "kms.verify": { icon: BadgeCheck, text: "verify" },
  "kms.hmac": { icon: Hash, text: "hmac" },
  "kms.verify_hmac": { icon: BadgeCheck, text: "verifyHmac" },
  "kms.data_key": { icon: KeySquare, text: "dataKey" },
  "kms.rewrap": { icon: Repeat, text: "rewrap" },
  "kms.jwt_sign": { icon: PenLine, text: "jwtSign" },
  "kms.jwt_verify": { icon: BadgeCheck, text: "jwtVerify" },
  "kms.key.read": { icon: Eye, text: "read" },
  "kms.encrypt": { icon: LockKeyhole, text: "encrypt" },
  "kms.decrypt": { icon: LockKeyholeOpen, text: "decrypt" },
} as const satisfies Record<string, { icon: LucideIcon; text: string }>;

interface KeyActivityListProps {
  /** Null for those who may not read the audit log. */
  activity: readonly KeyActivity[] | null;
  /** The page of all records about the key. */
  allHref: string;
}

/** The last recorded acts on a key, newest first. */
export function KeyActivityList({ activity, allHref }: KeyActivityListProps) {
  const t = useTranslations("keys");
  return (
    <Panel
      title={t("activity.title")}
      aside={activity === null ? null : <Link href={allHref}>{t("activity.all")}</Link>}
      isFlush
    >
      {activity === null ? (
        <p className="p-4 text-ink-muted">{t("activity.hidden")}</p>
      ) : activity.length === 0 ? (
        <p className="p-4 text-ink-muted">{t("activity.none")}</p>
      ) : (
        <ol className="divide-y divide-line">
          {activity.map((act) => (
            <Act key={act.eventID} act={act} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Act({ act }: { act: KeyActivity }) {
  const t = useTranslations("keys");
  const known = isKnown(act.event) ? EVENTS[act.event] : null;
  const isAllowed = act.outcome === "allowed";
  const Icon = isAllowed ? (known?.icon ?? KeyRound) : CircleAlert;
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 text-control">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${isAllowed ? "text-ink-muted" : "text-bad"}`} />
      <div className="min-w-0 flex-1">
        <p className="text-ink">
          {known ? t(`activity.event.${known.text}`) : <span className="font-mono">{act.event}</span>}
          {act.keyVersion === null ? null : (
            <span className="text-ink-muted"> {t("activity.version", { version: act.keyVersion })}</span>
          )}
          {isAllowed ? null : (
            <span className="font-medium text-bad">
              {" "}
              {t("activity.refused", { reason: act.reason ?? act.outcome })}
            </span>
          )}
        </p>
        <p className="truncate text-caption text-ink-muted">
          {act.clientAddress === null || act.clientAddress === "unknown"
            ? act.actorName
            : t("activity.by", { actor: act.actorName, address: act.clientAddress })}
        </p>
      </div>
      <RelativeTime value={act.createdAt} className="shrink-0 text-caption text-ink-muted" />
    </li>
  );
}

function isKnown(event: string): event is keyof typeof EVENTS {
  return Object.hasOwn(EVENTS, event);
}
