"use client";

import { Ban, CircleCheck, CirclePause, EllipsisVertical, Hourglass, type LucideIcon, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyUse } from "@/lib/contract/console";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import { NEAR_LIMIT_SHARE } from "@/lib/contract/key-uses";
import type { KmsKey } from "@/lib/contract/kms";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { IconButton } from "../ui/icon-button";
import { Menu } from "../ui/menu";
import { Meter } from "../ui/meter";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { Status, type StatusTone } from "../ui/status";
import type { KeyActions, KeyPlace } from "./key-actions";
import { type VersionState, versionState, workOf } from "./key-work";
import { DaysUntil } from "./next-rotation";
import { useVersionChanges } from "./use-version-changes";
import { useVersionMenu } from "./use-version-menu";
import { VersionMark } from "./version-mark";
import { type VersionUse, versionUse } from "./version-use";

interface VersionTableProps {
  of: KmsKey;
  place: KeyPlace;
  /** Undefined until it is known. */
  use: KeyUse | undefined;
  updateVersions: KeyActions["updateVersions"];
}

type Version = KmsKey["versions"][number];

/** Longer histories are opened by hand: most looks are about the newest. */
const SHOWN_AT_FIRST = 50;

/** Every version on a line, newest first: what it can still do, how often it was used, and what can be done with it. */
export function VersionTable({ of, place, use, updateVersions }: VersionTableProps) {
  const t = useTranslations("keys");
  const changes = useVersionChanges(place, updateVersions);
  const [destroying, setDestroying] = useState<number | null>(null);
  const [shownMax, setShownMax] = useState(SHOWN_AT_FIRST);
  const menuOf = useVersionMenu(of, changes, setDestroying);
  const newestFirst = of.versions.toReversed();
  const canChange = KEY_TRANSITIONS.update_versions.from.includes(of.status);
  return (
    <>
      <table aria-label={t("version.title")} className="w-full border-separate border-spacing-0 max-sm:block">
        <thead className="max-sm:sr-only">
          <tr className="text-left text-control text-ink-muted [&>th]:h-9 [&>th]:border-line [&>th]:border-b [&>th]:px-4 [&>th]:font-medium">
            <th scope="col">{t("version.name")}</th>
            <th scope="col">{t("column.status")}</th>
            <th scope="col">{t("column.created")}</th>
            <th scope="col" className="text-right!">
              {t("version.usesHead")}
            </th>
            <th scope="col">{t("version.lastUse")}</th>
            <th scope="col" className="w-12">
              <span className="sr-only">{t("moreActions")}</span>
            </th>
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {newestFirst.slice(0, shownMax).map((version) => (
            <VersionRow
              key={version.version}
              of={of}
              version={version}
              use={versionUse(use, version.version)}
              menu={canChange ? menuOf(version) : []}
            />
          ))}
        </tbody>
      </table>
      {newestFirst.length > shownMax ? (
        <button
          type="button"
          onClick={() => setShownMax(Number.POSITIVE_INFINITY)}
          className="h-10 w-full border-line border-t font-medium text-accent-text text-control hover:bg-sunken"
        >
          {t("version.showOlder", { count: newestFirst.length - shownMax })}
        </button>
      ) : null}
      {destroying === null ? null : (
        <ConfirmDialog
          isOpen
          isDangerous
          onOpenChange={() => setDestroying(null)}
          title={t("version.destroyTitle", { version: destroying, name: of.name })}
          confirmLabel={t("version.destroyConfirm")}
          name={of.name}
          onConfirm={() => changes.destroy(destroying)}
        >
          <p>{t("version.destroyWaits", { version: destroying })}</p>
          <p className="mt-2">{t("version.destroyLost", { work: workOf(of), version: destroying })}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

const CELL =
  "h-11 border-line border-b px-4 py-1.5 in-[tr:last-child]:border-b-0 max-sm:h-auto max-sm:border-b-0 max-sm:p-0";

function VersionRow({
  of,
  version,
  use,
  menu,
}: {
  of: KmsKey;
  version: Version;
  use: VersionUse | null;
  menu: ReturnType<ReturnType<typeof useVersionMenu>>;
}) {
  const t = useTranslations("keys");
  const isLatest = version.version === of.latestVersion;
  const label = t("version.actions", { version: version.version });
  return (
    <tr className="text-control max-sm:relative max-sm:flex max-sm:items-center max-sm:gap-3 max-sm:border-line max-sm:border-b max-sm:px-4 max-sm:py-2.5 max-sm:last:border-b-0">
      <td className={`${CELL} relative w-20 max-sm:static max-sm:w-auto`}>
        {/* The line from version to version; the oldest stands at its end. */}
        <span
          aria-hidden
          className="absolute top-0 bottom-0 left-[27px] w-px bg-line-strong in-[tr:first-child]:top-1/2 in-[tr:last-child]:bottom-1/2"
        />
        <span className="relative inline-flex">
          <VersionMark number={version.version} isLatest={isLatest} />
        </span>
      </td>
      <td className={`${CELL} max-sm:min-w-0 max-sm:flex-1`}>
        <VersionStatus of={of} version={version} />
        <span className="block text-caption text-ink-muted sm:hidden">
          {t.rich("version.made", { when: () => <RelativeTime value={version.createdAt} look="exact" /> })}
        </span>
        <span className="mt-1 block sm:hidden">
          <Uses use={use} version={version.version} isInline />
          <span className="block text-caption text-ink-muted">
            <LastUse use={use} />
          </span>
        </span>
      </td>
      <td className={`${CELL} text-ink-muted max-sm:hidden`}>
        <RelativeTime value={version.createdAt} look="exact" />
      </td>
      <td className={`${CELL} text-right max-sm:hidden`}>
        <Uses use={use} version={version.version} />
      </td>
      <td className={`${CELL} whitespace-nowrap text-ink-muted max-sm:hidden`}>
        <LastUse use={use} />
      </td>
      <td className={`${CELL} w-12 pr-2 text-right`}>
        {menu.length === 0 ? null : (
          <Menu
            label={label}
            groups={menu}
            trigger={<IconButton label={label} icon={<EllipsisVertical aria-hidden />} />}
          />
        )}
      </td>
    </tr>
  );
}

/** How often a version was used and, where encrypting is bounded, how far it is towards that. */
function Uses({ use, version, isInline = false }: { use: VersionUse | null; version: number; isInline?: boolean }) {
  const t = useTranslations("keys");
  const number = useNumberFormat();
  if (use === null) return null;
  const { calls, encryptions } = use;
  return (
    <>
      <span className="block">
        {isInline ? t("version.uses", { count: calls, shown: number(calls) }) : number(calls)}
      </span>
      {encryptions !== null && encryptions.count > 0 ? (
        <Meter
          label={t("version.gauge", { version, count: number(encryptions.count), max: number(encryptions.max) })}
          value={encryptions.count}
          valueMax={encryptions.max}
          warnFrom={NEAR_LIMIT_SHARE}
        />
      ) : null}
    </>
  );
}

function LastUse({ use }: { use: VersionUse | null }) {
  const t = useTranslations("keys");
  if (use === null) return null;
  if (use.lastUsedAt === null) return t("version.neverUsed");
  return (
    <>
      <RelativeTime value={use.lastUsedAt} />
      <span className="block truncate text-caption">{use.lastUsedBy ?? t("version.byItself")}</span>
    </>
  );
}

const LOOK: Readonly<Record<VersionState, { tone: StatusTone; icon: LucideIcon }>> = {
  latest: { tone: "good", icon: CircleCheck },
  older: { tone: "idle", icon: CircleCheck },
  refused: { tone: "idle", icon: Ban },
  disabled: { tone: "idle", icon: CirclePause },
  pending_destruction: { tone: "bad", icon: Hourglass },
  destroyed: { tone: "idle", icon: Trash2 },
};

function VersionStatus({ of, version }: { of: KmsKey; version: Version }) {
  const t = useTranslations("keys");
  const state = versionState(of, version);
  const { tone, icon } = LOOK[state];
  const end = version.destructionScheduledAt;
  return (
    <>
      <Status tone={tone} icon={icon}>
        {t(`version.state.${state}`, { work: workOf(of) })}
      </Status>
      {state === "pending_destruction" && end !== undefined ? (
        <span className="block text-caption text-ink-muted">
          {t.rich("version.lostAt", {
            day: () => <RelativeTime value={end} look="day" />,
            when: () => <DaysUntil value={end} />,
          })}
        </span>
      ) : null}
    </>
  );
}
