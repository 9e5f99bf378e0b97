"use client";

import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { FederatedIdentityMessage } from "@/lib/contract/federation";
import { serviceAccountAddress } from "../credentials/addresses";
import { Expiry, LastUse, Scopes } from "../credentials/credential-facts";
import { LabelBadge } from "../labels/label-badge";
import { PageName } from "../layout/page-name";
import { type Scope, scopedAddress } from "../layout/scope";
import { useConsoleRead } from "../query/use-console-read";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { CodeSamples } from "../ui/code-block";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Link } from "../ui/link";
import { Menu } from "../ui/menu";
import { PageHeader } from "../ui/page-header";
import { Panel } from "../ui/panel";
import { CheckTokenForm } from "./check-token-form";
import type { FederationActions } from "./federation-actions";
import { FederationStatus } from "./federation-status";
import { RevokeIdentityDialog } from "./revoke-identity-dialog";
import { exchangeSamples } from "./samples";
import { useFederationMenus } from "./use-federation-changes";

interface IdentityViewProps {
  scope: Scope;
  first: FederatedIdentityMessage;
  actions: Pick<FederationActions, "updateIdentity" | "updateProvider" | "deleteIdentity" | "checkToken">;
  /** Origin of the API. */
  origin: string;
}

/** A federated identity's page: which tokens it lets in, how they are exchanged, and why one is not. */
export function IdentityView({ scope, first, actions, origin }: IdentityViewProps) {
  const t = useTranslations("federation");
  const tUi = useTranslations("ui");
  const router = useRouter();
  const path = `federated-identities/${encodeURIComponent(first.identity)}`;
  const { data: of = first } = useConsoleRead(scope, path, first);
  const menuOf = useFederationMenus(scope, actions);
  const [isRevoking, setRevoking] = useState(false);
  const menu = menuOf(of, () => setRevoking(true));
  return (
    <>
      <PageName name={of.name} />
      <PageHeader
        title={of.name}
        lead={of.description}
        status={<FederationStatus status={of.status} />}
        facts={
          <>
            <Identifier value={of.identity} label={t("identity.identity")} isFull />
            {Object.entries(of.labels).map(([name, value]) => (
              <LabelBadge key={name} name={name} value={value} />
            ))}
          </>
        }
        actions={
          menu.length === 0 ? null : (
            <Menu
              label={tUi("more")}
              groups={menu}
              trigger={
                <Button>
                  {tUi("more")}
                  <ChevronDown aria-hidden />
                </Button>
              }
            />
          )
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <IdentityFacts of={of} scope={scope} />
          <Panel title={t("check.title")}>
            <CheckTokenForm scope={scope} checkToken={actions.checkToken} />
          </Panel>
        </div>
        <CodeSamples
          title={t("sample.title")}
          label={t("sample.title")}
          samples={exchangeSamples({
            origin,
            organisation: scope.organisation,
            account: of.serviceAccount.slug,
            issuer: of.provider.providerIssuer,
            subject: of.providerSubject,
            audience: of.trustedAudiences[0] ?? origin,
          })}
        />
      </div>
      {isRevoking ? (
        <RevokeIdentityDialog
          scope={scope}
          of={of}
          deleteIdentity={actions.deleteIdentity}
          onClose={() => setRevoking(false)}
          isLeaving
          onDone={() => router.push(scopedAddress(scope, "/access/federation"))}
        />
      ) : null}
    </>
  );
}

function IdentityFacts({ of, scope }: { of: FederatedIdentityMessage; scope: Scope }) {
  const t = useTranslations("federation");
  const tCredentials = useTranslations("credentials");
  const mono = (text: string) => <span className="break-all font-mono text-caption">{text}</span>;
  const conditions = Object.entries(of.conditions);
  return (
    <Panel title={t("identity.facts")} isFlush>
      <FactsList
        facts={[
          {
            name: t("identity.column.account"),
            value: <Link href={serviceAccountAddress(scope, of.serviceAccount.slug)}>{of.serviceAccount.name}</Link>,
          },
          { name: t("form.issuer"), value: mono(of.provider.providerIssuer), help: of.provider.name },
          { name: t("form.subject"), value: mono(of.providerSubject) },
          {
            name: t("form.audience"),
            value: of.trustedAudiences.map((audience) => <div key={audience}>{mono(audience)}</div>),
            help: t(`identity.mode.${of.audienceMatchMode}`),
          },
          {
            name: t("identity.conditions"),
            value:
              conditions.length === 0
                ? t("identity.noConditions")
                : conditions.map(([name, value]) => <Badge key={name}>{`${name}: ${value}`}</Badge>),
          },
          { name: tCredentials("column.scopes"), value: <Scopes scopes={of.allowedScopes} /> },
          { name: tCredentials("column.used"), value: <LastUse value={of.lastUsedAt} /> },
          { name: tCredentials("column.expires"), value: <Expiry value={of.expiresAt} /> },
        ]}
      />
    </Panel>
  );
}
