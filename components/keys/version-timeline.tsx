"use client";

import { useTranslations } from "next-intl";
import type { KmsKey } from "@/lib/contract/kms";
import { classNames } from "../ui/class-names";
import { RelativeTime } from "../ui/relative-time";

type VersionFacts = Pick<KmsKey, "versions" | "latestVersion" | "minDecryptionVersion">;

interface VersionTimelineProps {
  of: VersionFacts;
  /** Shows this many and says how many more there are; all unless given. */
  shownMax?: number;
}

/** Versions of a key on a line, newest first, with what each can still do. */
export function VersionTimeline({ of, shownMax = Number.POSITIVE_INFINITY }: VersionTimelineProps) {
  const t = useTranslations("keys");
  const newestFirst = of.versions.toReversed();
  const shown = newestFirst.slice(0, shownMax);
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
            <div className="min-w-0 pt-px">
              <p className={classNames("font-medium text-body", use(of, version) === "none" && "text-ink-muted")}>
                {t(`version.${use(of, version)}`)}
              </p>
              <p className="text-caption text-ink-muted">
                {t.rich(version.version === of.latestVersion ? "version.since" : "version.made", {
                  when: () => <RelativeTime value={version.createdAt} look="day" />,
                })}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {hidden > 0 ? <p className="mt-3 text-caption text-ink-muted">{t("version.older", { count: hidden })}</p> : null}
    </>
  );
}

/** The number in a circle: filled for the version that encrypts. Wider for long numbers. */
function VersionMark({ number, isLatest }: { number: number; isLatest: boolean }) {
  const t = useTranslations("keys");
  return (
    <span
      className={classNames(
        "z-1 flex h-5.5 min-w-5.5 shrink-0 items-center justify-center rounded-full border px-1 font-semibold text-caption",
        isLatest ? "border-accent bg-accent text-accent-ink" : "border-line-field bg-surface text-ink",
      )}
    >
      <span className="sr-only">{t("version.name")} </span>
      {number}
    </span>
  );
}

function use(of: VersionFacts, { version, status }: KmsKey["versions"][number]): "latest" | "decrypts" | "none" {
  if (status !== "active") return "none";
  if (version === of.latestVersion) return "latest";
  return version < of.minDecryptionVersion ? "none" : "decrypts";
}
