"use client";

import NextLink from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRegionOverview } from "../overview/queries";
import { useRotationTrouble } from "../rotation/queries";
import { classNames } from "../ui/class-names";
import { useNumberFormat } from "../ui/reader-locale";
import { Mark } from "./mark";
import {
  isCurrent,
  NAVIGATION,
  NAVIGATION_FOOT,
  NAVIGATION_OF_PERSON,
  type NavigationEntry,
  type NavigationGroup,
  navigationHref,
} from "./navigation";
import { useMayAsk, usePlace, useScope } from "./organisation-context";
import { OrganisationSwitcher } from "./organisation-switcher";
import { type Scope, scopedAddress } from "./scope";

/** Mark, organisation, menu. In the column at the left, and in the sheet on small screens. */
export function SideNavigation({ onLeave }: { onLeave?: () => void }) {
  const t = useTranslations("layout");
  const scope = useScope();
  const { isPlatformAdministrator } = usePlace().viewer;
  const ofPerson = NAVIGATION_OF_PERSON.filter((entry) => isPlatformAdministrator || !entry.isForPlatform);
  const groups = scope === null ? [{ id: "person", entries: ofPerson }] : NAVIGATION;
  const foot = NAVIGATION_FOOT.filter((entry) => scope !== null || entry.base === "root");
  return (
    <div className="flex h-full flex-col overflow-y-auto px-3 pt-3.5 pb-4">
      <NextLink
        href={scope === null ? "/" : scopedAddress(scope, "")}
        onClick={onLeave}
        className="mb-4 flex w-fit items-center gap-2.5 rounded-control px-2 py-1"
      >
        <Mark className="size-6" />
        <span className="font-semibold text-[15px] tracking-[-0.01em]">{t("product")}</span>
      </NextLink>
      <OrganisationSwitcher />
      <nav aria-label={t("navigation")} className="mt-4 flex flex-1 flex-col gap-4">
        {groups.map((group) => (
          <Group key={group.id} group={group} onLeave={onLeave} />
        ))}
        <ul className="mt-auto flex flex-col gap-0.5 pt-4">
          {foot.map((entry) => (
            <Entry key={entry.text} entry={entry} onLeave={onLeave} />
          ))}
        </ul>
      </nav>
    </div>
  );
}

function Group({ group, onLeave }: { group: NavigationGroup; onLeave?: () => void }) {
  const t = useTranslations("layout");
  return (
    <div>
      {group.text ? <h2 className="mb-1 px-2 font-medium text-caption text-ink-muted">{t(group.text)}</h2> : null}
      <ul className="flex flex-col gap-0.5">
        {group.entries.map((entry) => (
          <Entry key={entry.text} entry={entry} onLeave={onLeave} />
        ))}
      </ul>
    </div>
  );
}

function Entry({ entry, onLeave }: { entry: NavigationEntry; onLeave?: () => void }) {
  const t = useTranslations("layout");
  const pathname = usePathname();
  const scope = useScope();
  const current = isCurrent(entry, scope, pathname);
  const Icon = entry.icon;
  return (
    <li>
      <NextLink
        href={navigationHref(entry, scope)}
        prefetch={entry.base === "root" ? false : undefined}
        onClick={onLeave}
        aria-current={current ? "page" : undefined}
        className={classNames(
          "flex h-8 items-center gap-2.5 rounded-control border px-2 text-control transition-colors duration-120 max-lg:h-10",
          current
            ? "border-line bg-surface font-semibold text-ink shadow-panel"
            : "border-transparent text-ink-muted hover:bg-line/50 hover:text-ink",
        )}
      >
        <Icon aria-hidden strokeWidth={1.75} className={classNames("size-4 shrink-0", current && "text-accent-text")} />
        <span className="min-w-0 flex-1 truncate">{t(entry.text)}</span>
        {entry.count === "keys" && scope !== null ? <KeyCount scope={scope} /> : null}
        {entry.count === "rotation" && scope !== null ? <RotationTroubleCount scope={scope} /> : null}
      </NextLink>
    </li>
  );
}

/** How many keys there are; nothing until it is known. */
function KeyCount({ scope }: { scope: Scope }) {
  const mayList = useMayAsk()("kms_key:list");
  const { data } = useRegionOverview(scope, { isEnabled: mayList });
  const format = useNumberFormat();
  const counts = data?.regions.map((region) => region.totalKeys) ?? [];
  if (!mayList || counts.length === 0 || counts.includes(null)) return null;
  const total = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return <span className="font-normal text-caption text-ink-muted">{format(total)}</span>;
}

/** How many keys failed to rotate or are overdue; nothing while none is. */
function RotationTroubleCount({ scope }: { scope: Scope }) {
  const t = useTranslations("layout");
  const { data } = useRotationTrouble(scope, useMayAsk()("kms_key:list"));
  const format = useNumberFormat();
  const count = data?.count ?? 0;
  if (count === 0) return null;
  return (
    <span className="font-semibold text-caption text-warn">
      <span aria-hidden>{format(count)}</span>
      <span className="sr-only">{t("rotationTrouble", { count })}</span>
    </span>
  );
}
