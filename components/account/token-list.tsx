"use client";

import { Ban, Copy, KeySquare, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { PersonalAccessTokenMessage } from "@/lib/contract/access";
import { AccessList } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { EmptyState } from "../ui/empty-state";
import { notify } from "../ui/notify";
import { useNow } from "../ui/now";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import type { TableColumn } from "../ui/table-column";
import { dayWords, relativeWords } from "../ui/time-words";
import { type AccountActions, OWN } from "./account-actions";
import { CreateTokenDialog } from "./create-token-dialog";

type Token = PersonalAccessTokenMessage;

interface TokenListProps {
  first: Token[];
  /** Origin of the API. */
  origin: string;
  actions: Pick<AccountActions, "createToken" | "revokeToken">;
}

const ORDER: RowOrder<Token> = {
  text: ({ name, identity, organisation }) => [name, identity, organisation?.name, organisation?.slug].join(" "),
  sorts: {
    name: ({ name }) => name,
    created: ({ createdAt }) => createdAt,
    used: ({ lastUsedAt }) => lastUsedAt,
  },
};

/** The person's own tokens, ended ones too. */
export function TokenList({ first, origin, actions }: TokenListProps) {
  const t = useTranslations("account");
  const tUi = useTranslations("ui");
  const query = useConsoleRead(null, "account/tokens", first);
  const columns = useTokenColumns();
  const search = useListSearch("-created");
  const now = useNow();
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const isEmpty = query.data?.length === 0;
  const create = (label: string) => (
    <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {label}
    </Button>
  );

  async function copy(identity: string) {
    try {
      await navigator.clipboard.writeText(identity);
      notify({ title: t("tokens.copied"), detail: identity });
    } catch {
      notify({ title: tUi("copyFailed"), tone: "bad" });
    }
  }

  return (
    <>
      {isEmpty ? null : <div className="mb-4 flex justify-end">{create(t("tokens.create"))}</div>}
      <AccessList
        id="tokens"
        label={t("tab.tokens")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowMenu={(token) => [
          {
            id: "look",
            entries: [
              {
                id: "copy",
                label: t("tokens.copyIdentity"),
                icon: <Copy aria-hidden />,
                onAction: () => void copy(token.identity),
              },
            ],
          },
          ...(stateOf(token, now) === "active"
            ? [
                {
                  id: "end",
                  entries: [
                    {
                      id: "revoke",
                      label: t("tokens.revoke"),
                      icon: <Ban aria-hidden />,
                      isDangerous: true,
                      onAction: () => setRevoking(token),
                    },
                  ],
                },
              ]
            : []),
        ]}
        search={search}
        order={ORDER}
        filterLabel={t("tokens.filter")}
        countWords={(count) => t("tokens.count", { count })}
        empty={
          <EmptyState icon={<KeySquare />} title={t("tokens.empty")} action={create(t("tokens.createFirst"))}>
            {t("tokens.emptyText")}
          </EmptyState>
        }
      />
      {isCreating ? (
        <CreateTokenDialog origin={origin} createToken={actions.createToken} onClose={() => setCreating(false)} />
      ) : null}
      {revoking ? (
        <RevokeDialog of={revoking} revokeToken={actions.revokeToken} onClose={() => setRevoking(null)} />
      ) : null}
    </>
  );
}

interface RevokeDialogProps {
  of: Token;
  revokeToken: AccountActions["revokeToken"];
  onClose: () => void;
}

function RevokeDialog({ of, revokeToken, onClose }: RevokeDialogProps) {
  const t = useTranslations("account");
  const now = useNow();
  const { runOrExplain } = useConsoleChange(null);
  const used = of.lastUsedAt === null ? null : Date.parse(of.lastUsedAt);
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={t("tokens.revokeTitle", { name: of.name })}
      confirmLabel={t("tokens.revoke")}
      onConfirm={() =>
        runOrExplain(
          () => revokeToken({ ...OWN, object: of.identity }),
          () => notify({ title: t("tokens.revokedNow", { name: of.name }), detail: t("tokens.revokedDetail") }),
        )
      }
    >
      <p>{t("tokens.revokeText")}</p>
      <p className="mt-2">
        {used === null
          ? t("tokens.revokeUnused")
          : t("tokens.revokeUsed", { when: relativeWords(used, now) ?? dayWords(used) })}
      </p>
    </ConfirmDialog>
  );
}

/** Whether a token opens something at a moment, in milliseconds since 1970. */
function stateOf({ revokedAt, expiresAt }: Token, now: number): "active" | "expired" | "revoked" {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= now ? "expired" : "active";
}

const SOON_MILLISECONDS = 14 * 86_400_000;

function TokenState({ of }: { of: Token }) {
  const t = useTranslations("account");
  const now = useNow();
  const state = stateOf(of, now);
  if (state !== "active") return <Status tone="idle">{t(`tokens.${state}`)}</Status>;
  if (of.expiresAt === null) return <Status tone="good">{t("tokens.active")}</Status>;
  const end = Date.parse(of.expiresAt);
  return (
    <Status tone={end - now < SOON_MILLISECONDS ? "warn" : "good"}>
      {t("tokens.expires", { when: dayWords(end) })}
    </Status>
  );
}

function useTokenColumns(): readonly TableColumn<Token>[] {
  const t = useTranslations("account");
  return useMemo(
    () => [
      { id: "name", header: t("tokens.column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "state",
        header: t("tokens.column.state"),
        cell: (token) => <TokenState of={token} />,
        width: "196px",
        card: "status",
      },
      {
        id: "scopes",
        header: t("tokens.column.scopes"),
        cell: ({ scopes }) =>
          t(scopes.length === 0 || scopes.includes("api:write") ? "tokens.everything" : "tokens.read"),
        width: "130px",
      },
      {
        id: "organisation",
        header: t("tokens.column.organisation"),
        cell: ({ organisation }) => organisation?.name ?? t("tokens.all"),
        width: "22%",
        hideBelow: "md",
      },
      {
        id: "used",
        header: t("tokens.column.used"),
        cell: ({ lastUsedAt }) =>
          lastUsedAt === null ? t("tokens.never") : <RelativeTime value={lastUsedAt} isFocusable={false} />,
        sortKey: "used",
        width: "132px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "created",
        header: t("tokens.column.created"),
        cell: ({ createdAt }) => <RelativeTime value={createdAt} look="day" isFocusable={false} />,
        sortKey: "created",
        width: "120px",
        hideBelow: "xl",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t],
  );
}
