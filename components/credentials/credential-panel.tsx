"use client";

import { CircleSlash, KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccessCredentialMessage } from "@/lib/contract/access";
import type { ServiceAccountDetail } from "@/lib/contract/console";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { EmptyState } from "../ui/empty-state";
import { Identifier } from "../ui/identifier";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { ShownOnce } from "../ui/shown-once";
import { Status } from "../ui/status";
import { CreateCredentialDialog } from "./create-credential-dialog";
import type { MadeCredential, ServiceAccountActions } from "./credential-actions";
import { Expiry, LastUse, Scopes } from "./credential-facts";
import { clientCredentialsScript } from "./token-script";

interface CredentialPanelProps {
  of: ServiceAccountDetail;
  scope: Scope;
  origin: string;
  actions: Pick<ServiceAccountActions, "createCredential" | "revokeCredential">;
}

/** Keys and secrets with which the account gets tokens. Revoked ones stay in view, at the end. */
export function CredentialPanel({ of, scope, origin, actions }: CredentialPanelProps) {
  const t = useTranslations("credentials");
  const may = useRights();
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<MadeCredential | null>(null);
  const [revoking, setRevoking] = useState<AccessCredentialMessage | null>(null);
  const { runOrExplain } = useConsoleChange(scope);
  const place = { ...scope, object: of.identity };
  const mayCreate = may("service_account:create_credential");
  const create = (
    <Button icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {t("credential.create")}
    </Button>
  );
  const rows = [...of.accessCredentials].sort((one, other) => Number(isRevoked(one)) - Number(isRevoked(other)));
  return (
    <>
      <Panel title={t("credential.title")} aside={mayCreate && rows.length > 0 ? create : null} isFlush>
        {rows.length === 0 ? (
          <EmptyState icon={<KeyRound />} title={t("credential.empty")} action={mayCreate ? create : null} level={2}>
            {t("credential.emptyText")}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {rows.map((row) => (
              <CredentialRow
                key={row.identity}
                of={row}
                onRevoke={may("service_account:revoke_credential") ? () => setRevoking(row) : null}
              />
            ))}
          </ul>
        )}
      </Panel>
      {isCreating ? (
        <CreateCredentialDialog
          scope={scope}
          account={of.name}
          createCredential={(request) => actions.createCredential(place, request)}
          onClose={() => setCreating(false)}
          onMade={(credential) => {
            setCreating(false);
            setMade(credential);
          }}
        />
      ) : null}
      {made === null ? null : (
        <ShownOnce
          title={t("credential.madeTitle", { name: made.name })}
          text={t("credential.madeText")}
          values={[
            { label: t("credential.accessKey"), value: made.accessKey },
            { label: t("credential.accessSecret"), value: made.accessSecret },
          ]}
          onClose={() => setMade(null)}
        >
          <p className="mb-2 text-control text-ink-muted">{t("credential.madeUse")}</p>
          <CodeBlock
            language="shell"
            label={t("use.title")}
            code={clientCredentialsScript({ origin, organisation: scope.organisation, accessKey: made.accessKey })}
          />
        </ShownOnce>
      )}
      <ConfirmDialog
        isOpen={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={t("credential.revokeTitle", { name: revoking?.name ?? "" })}
        confirmLabel={t("revoke")}
        isDangerous
        onConfirm={() =>
          runOrExplain(
            () => actions.revokeCredential(place, revoking?.identity ?? ""),
            () => notify({ title: t("revoked", { name: revoking?.name ?? "" }), detail: t("revokedDetail") }),
          )
        }
      >
        <p>{t("credential.revokeText")}</p>
      </ConfirmDialog>
    </>
  );
}

const isRevoked = ({ revokedAt }: AccessCredentialMessage) => revokedAt !== null;

function CredentialRow({ of, onRevoke }: { of: AccessCredentialMessage; onRevoke: (() => void) | null }) {
  const t = useTranslations("credentials");
  const revoked = isRevoked(of);
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 text-control">
      <div className="min-w-0 flex-1 basis-56">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
          <span className="min-w-0 break-words">{of.name}</span>
          {revoked ? (
            <Status tone="idle" icon={CircleSlash}>
              {t("revokedState")}
            </Status>
          ) : null}
        </div>
        <Identifier value={of.accessKey} label={t("credential.accessKey")} />
        <div className="mt-1 text-ink-muted">
          <Scopes scopes={of.scopes} />
        </div>
      </div>
      <dl className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-ink-muted">
        <dt>{t("column.used")}</dt>
        <dd className="text-ink">
          <LastUse value={of.lastUsedAt} />
        </dd>
        <dt>{revoked ? t("revokedState") : t("column.expires")}</dt>
        <dd className="text-ink">
          {of.revokedAt === null ? <Expiry value={of.expiresAt} /> : <RelativeTime value={of.revokedAt} look="day" />}
        </dd>
      </dl>
      {onRevoke === null || revoked ? null : (
        <Button tone="danger-quiet" onPress={onRevoke} aria-label={t("revokeNamed", { name: of.name })}>
          {t("revoke")}
        </Button>
      )}
    </li>
  );
}
