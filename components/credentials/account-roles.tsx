"use client";

import { useTranslations } from "next-intl";
import type { ServiceAccountDetail } from "@/lib/contract/console";
import { type Scope, scopedAddress } from "../layout/scope";
import { Link } from "../ui/link";
import { Panel } from "../ui/panel";
import { dayWords } from "../ui/time-words";

/** What the account may do, and through which role or policy. */
export function AccountRoles({ of: { roles }, scope }: { of: ServiceAccountDetail; scope: Scope }) {
  const t = useTranslations("credentials");
  const rolesOf = (project: string | null) => scopedAddress({ ...scope, project }, "/access/roles");
  return (
    <Panel title={t("roles.title")} aside={roles?.length} isFlush>
      {roles === null || roles.length === 0 ? (
        <p className="p-4 text-control text-ink-muted">
          {t(roles === null ? "roles.hidden" : "roles.none")}{" "}
          {roles === null ? null : <Link href={rolesOf(scope.project)}>{t("roles.bind")}</Link>}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {roles.map(({ binding, identity, name, project, expiresAt }) => (
            <li key={binding} className="px-4 py-2.5 text-control">
              <Link
                href={scopedAddress({ ...scope, project }, `/access/roles/${encodeURIComponent(identity)}`)}
                className="break-words"
                prefetch={false}
              >
                {name}
              </Link>
              <div className="text-caption text-ink-muted">
                {project === null ? t("roles.everywhere") : t("roles.inProject", { project })}
                {expiresAt === null ? null : `, ${t("roles.until", { day: dayWords(Date.parse(expiresAt)) })}`}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
