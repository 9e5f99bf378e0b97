"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ServiceAccountDetail } from "@/lib/contract/console";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { Link } from "../ui/link";
import { Panel } from "../ui/panel";
import { federatedIdentityAddress, newTrustAddress } from "./addresses";
import { LastUse } from "./credential-facts";

/** Tokens of other issuers that may act as the account. */
export function AccountIdentities({ of, scope }: { of: ServiceAccountDetail; scope: Scope }) {
  const t = useTranslations("credentials");
  const may = useRights();
  const add = may("federated_identity:create") ? (
    <Link href={newTrustAddress(scope, of.slug)} className="inline-flex items-center gap-1.5">
      <Plus aria-hidden className="size-4" />
      {t("identities.add")}
    </Link>
  ) : null;
  return (
    <Panel title={t("identities.title")} aside={add} isFlush>
      {of.identities.length === 0 ? (
        <p className="p-4 text-control text-ink-muted">{t("identities.none")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {of.identities.map(({ identity, slug, name, provider, providerSubject, lastUsedAt }) => (
            <li
              key={identity}
              className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2.5 text-control"
            >
              <div className="min-w-0">
                <Link href={federatedIdentityAddress(scope, slug)}>{name}</Link>
                <div className="break-all text-caption text-ink-muted">
                  {provider.name}: <span className="font-mono">{providerSubject}</span>
                </div>
              </div>
              <span className="text-ink-muted">
                <LastUse value={lastUsedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
