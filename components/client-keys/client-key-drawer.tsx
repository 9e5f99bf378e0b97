"use client";

import { CircleCheck, CircleSlash } from "lucide-react";
import { useTranslations } from "next-intl";
import { Expiry, LastUse } from "../credentials/credential-facts";
import { useMayAsk } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { Drawer } from "../ui/drawer";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { ButtonLink } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import type { ClientKeyRow } from "./client-key-actions";

/** One client key beside the list: above all what it may do, with what, from where. */
export function ClientKeyDrawer({ scope, of, onClose }: { scope: Scope; of: ClientKeyRow; onClose: () => void }) {
  const t = useTranslations("clientKeys");
  const mayReadLog = useMayAsk()("audit_log:list");
  const isActive = of.status === "active";
  return (
    <Drawer title={of.name} onClose={onClose}>
      {mayReadLog ? (
        <div className="px-4 pt-4 pb-2">
          <ButtonLink href={scopedAddress(scope, "/audit", { range: "30d", actor: of.identity })}>
            {t("details.records")}
          </ButtonLink>
        </div>
      ) : null}
      <FactsList
        facts={[
          {
            name: t("details.state"),
            value: (
              <Status tone={isActive ? "good" : "idle"} icon={isActive ? CircleCheck : CircleSlash}>
                {t(`state.${of.status}`)}
              </Status>
            ),
          },
          { name: t("region"), value: <code className="font-mono">{of.region}</code> },
          {
            name: t("details.keyId"),
            value: <Identifier value={of.keyId} label={t("details.keyId")} isFull />,
            help: t("details.keyIdHelp"),
          },
          {
            name: t("details.identity"),
            value: <Identifier value={of.identity} label={t("details.identity")} isFull />,
          },
          { name: t("details.may"), value: <Lines of={of.policies} none="" /> },
          {
            name: t("details.objects"),
            value: <Lines of={of.resourceIdentities} none={t("details.allObjects", { region: of.region })} />,
          },
          { name: t("details.addresses"), value: <Lines of={of.cidrs} none={t("details.allAddresses")} /> },
          { name: t("details.used"), value: <LastUse value={of.lastUsedAt} /> },
          of.revokedAt === null
            ? { name: t("details.ends"), value: <Expiry value={of.notAfter} /> }
            : { name: t("details.revoked"), value: <RelativeTime value={of.revokedAt} /> },
          { name: t("details.made"), value: <RelativeTime value={of.createdAt} /> },
          {
            name: t("details.madeBy"),
            value: <Identifier value={of.createdBy} label={t("details.madeBy")} isFull />,
          },
        ]}
      />
    </Drawer>
  );
}

function Lines({ of, none }: { of: readonly string[]; none: string }) {
  if (of.length === 0) return none;
  return (
    <ul>
      {of.map((line) => (
        <li key={line}>
          <code className="break-all font-mono text-caption">{line}</code>
        </li>
      ))}
    </ul>
  );
}
