"use client";

import { ShieldCheck } from "lucide-react";
import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { MembershipMessage } from "@/lib/contract/access";
import { MemberRole } from "../iam/member-columns";
import { Emblem } from "../layout/emblem";
import { usePlace } from "../layout/organisation-context";
import { useConsoleRead } from "../query/use-console-read";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";

/** Who the person is, and where they belong. */
export function ProfilePanel({ first }: { first: MembershipMessage[] }) {
  const t = useTranslations("account");
  const { user, isPlatformAdministrator } = usePlace().viewer;
  const { data: memberships = first } = useConsoleRead(null, "account/memberships", first);
  const platform = {
    name: t("profile.platform"),
    value: (
      <Status tone="idle" icon={ShieldCheck}>
        {t("profile.platform")}
      </Status>
    ),
    help: t("profile.platformText"),
  };
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Panel title={t("profile.title")} isFlush>
        <FactsList
          facts={[
            { name: t("profile.name"), value: user.name },
            { name: t("profile.email"), value: user.email },
            {
              name: t("profile.identity"),
              value: <Identifier value={user.identity} label={t("profile.identity")} isFull />,
            },
            ...(isPlatformAdministrator ? [platform] : []),
          ]}
        />
      </Panel>
      <Panel title={t("profile.memberships")} aside={memberships.length || null} isFlush>
        {memberships.length === 0 ? (
          <p className="p-4 text-ink-muted">{t("profile.none", { email: user.email })}</p>
        ) : (
          <ul className="divide-y divide-line">
            {memberships.map(({ identity, organisation, role, createdAt }) => (
              <li
                key={identity}
                className="relative flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 last:rounded-b-panel hover:bg-sunken"
              >
                <Emblem name={organisation.name} />
                <span className="min-w-0 flex-1 basis-40">
                  <NextLink
                    prefetch={false}
                    href={`/${organisation.slug}`}
                    className="stretched-link block break-words font-medium text-control"
                  >
                    {organisation.name}
                  </NextLink>
                  <span className="text-caption text-ink-muted">
                    {t("profile.since")} <RelativeTime value={createdAt} look="day" isFocusable={false} />
                  </span>
                </span>
                <MemberRole role={role} />
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}
