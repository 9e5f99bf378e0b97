"use client";

import { useTranslations } from "next-intl";
import type { KeyUse } from "@/lib/contract/console";
import type { KmsKey } from "@/lib/contract/kms";
import { classNames } from "../ui/class-names";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { versionState, workOf } from "./key-work";
import { VersionMark } from "./version-mark";
import { versionUse } from "./version-use";

type VersionFacts = Pick<
  KmsKey,
  "versions" | "latestVersion" | "minDecryptionVersion" | "keyType" | "purpose" | "publicOnly"
>;

interface VersionTimelineProps {
  of: VersionFacts;
  /** Shows this many and says how many more there are; all unless given. */
  shownMax?: number;
  /** How often each was used; undefined until that is known. */
  use: KeyUse | undefined;
}

/** Versions of a key on a line, newest first, with what each can still do. */
export function VersionTimeline({ of, shownMax = Number.POSITIVE_INFINITY, use }: VersionTimelineProps) {
  const t = useTranslations("keys");
  const newestFirst = of.versions.toReversed();
  const shown = newestFirst.slice(0, shownMax);
  const work = workOf(of);
  const hidden = newestFirst.length - shown.length;
  return (
    <>
      <ol className="flex flex-col">
        {shown.map((version, position) => (
          <li key={version.version} className="relative flex gap-3 pb-4 last:pb-0">
            {position === shown.length - 1 ? null : (
              <span aria-hidden className="absolute top-5.5 bottom-0 left-[10.5px] w-px bg-line-strong" />
            )}
            <VersionMark number={version.version} isLatest={version.version === of.latestVersion} />
            <div className="min-w-0 flex-1 pt-px">
              <p className={classNames("font-medium text-body", isIdle(of, version) && "text-ink-muted")}>
                {t(`version.state.${versionState(of, version)}`, { work })}
              </p>
              <p className="text-caption text-ink-muted">
                {t.rich(version.version === of.latestVersion ? "version.since" : "version.made", {
                  work,
                  when: () => <RelativeTime value={version.createdAt} look="exact" />,
                })}
              </p>
            </div>
            <UsesOf version={version.version} use={use} />
          </li>
        ))}
      </ol>
      {hidden > 0 ? <p className="mt-3 text-caption text-ink-muted">{t("version.older", { count: hidden })}</p> : null}
    </>
  );
}

function isIdle(of: VersionFacts, version: KmsKey["versions"][number]): boolean {
  const state = versionState(of, version);
  return state !== "latest" && state !== "older";
}

function UsesOf({ version, use }: { version: number; use: KeyUse | undefined }) {
  const t = useTranslations("keys");
  const number = useNumberFormat({ notation: "compact", maximumFractionDigits: 1 });
  const found = versionUse(use, version);
  if (found === null) return null;
  return (
    <span className="shrink-0 pt-0.5 text-right text-caption text-ink-muted">
      {t("version.uses", { count: found.calls, shown: number(found.calls) })}
    </span>
  );
}
