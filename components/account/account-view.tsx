"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { MembershipMessage, PersonalAccessTokenMessage } from "@/lib/contract/access";
import type { OwnSession } from "@/lib/contract/console";
import { currentTab, LinkTabs } from "../ui/link-tabs";
import { PageHeader } from "../ui/page-header";
import type { AccountActions } from "./account-actions";
import { PasswordPanel } from "./password-panel";
import { ProfilePanel } from "./profile-panel";
import { SessionsPanel } from "./sessions-panel";
import { TokenList } from "./token-list";

interface AccountViewProps {
  memberships: MembershipMessage[];
  sessions: OwnSession[];
  tokens: PersonalAccessTokenMessage[];
  /** Origin of the API. */
  origin: string;
  actions: AccountActions;
}

const TABS = ["profile", "sessions", "tokens"] as const;

/** The person's own page: who they are, where they are signed in, the tokens that act for them. */
export function AccountView({ memberships, sessions, tokens, origin, actions }: AccountViewProps) {
  const t = useTranslations("account");
  const tabs = TABS.map((id) => ({ id, label: t(`tab.${id}`) }));
  const tab = currentTab(tabs, useSearchParams().get("tab"));
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <LinkTabs label={t("tabs")} tabs={tabs} />
      <div className="pt-5">
        {tab === "profile" ? <ProfilePanel first={memberships} /> : null}
        {tab === "sessions" ? (
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <SessionsPanel first={sessions} actions={actions} />
            <PasswordPanel changePassword={actions.changePassword} />
          </div>
        ) : null}
        {tab === "tokens" ? <TokenList first={tokens} origin={origin} actions={actions} /> : null}
      </div>
    </>
  );
}
