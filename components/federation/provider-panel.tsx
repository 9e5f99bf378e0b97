"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FederatedIdentityMessage, FederatedIdentityProviderMessage } from "@/lib/contract/federation";
import { IconButton } from "../ui/icon-button";
import { Menu } from "../ui/menu";
import type { MenuGroup } from "../ui/menu-entry";
import { Panel } from "../ui/panel";
import { FederationStatus } from "./federation-status";

interface ProviderPanelProps {
  providers: readonly FederatedIdentityProviderMessage[];
  identities: readonly FederatedIdentityMessage[];
  menuOf: (provider: FederatedIdentityProviderMessage) => readonly MenuGroup[];
}

/** The issuers that the organisation trusts, and where their keys come from. */
export function ProviderPanel({ providers, identities, menuOf }: ProviderPanelProps) {
  const t = useTranslations("federation");
  const tUi = useTranslations("ui");
  return (
    <Panel title={t("provider.title")} aside={providers.length} isFlush>
      <ul className="divide-y divide-line">
        {providers.map((provider) => {
          const { identity, name, providerIssuer, providerJwksUri, localJwks, status } = provider;
          const menu = menuOf(provider);
          const count = identities.filter((row) => row.provider.identity === identity).length;
          return (
            <li key={identity} className="flex items-center gap-3 px-4 py-3 text-control">
              <div className="min-w-0 flex-1">
                <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
                  <span className="min-w-0 break-words font-medium">{name}</span>
                  <FederationStatus status={status} />
                </div>
                <div className="break-all font-mono text-caption text-ink-muted">{providerIssuer}</div>
                <div className="text-caption text-ink-muted">
                  {localJwks === null
                    ? t(providerJwksUri === null ? "provider.keysDiscovered" : "provider.keysFetched", {
                        address: providerJwksUri ?? "",
                      })
                    : t("provider.keysStored", { count: localJwks.keys.length })}
                  {" · "}
                  {t("identity.count", { count })}
                </div>
              </div>
              {menu.length === 0 ? null : (
                <Menu
                  label={tUi("rowActions", { name })}
                  groups={menu}
                  trigger={<IconButton label={tUi("rowActions", { name })} icon={<Ellipsis aria-hidden />} />}
                />
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
