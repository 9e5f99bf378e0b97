import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccountView } from "@/components/account/account-view";
import { ReadFailure } from "@/components/query/read-failure";
import { listOwnMemberships } from "@/lib/access/me";
import { listPersonalAccessTokens } from "@/lib/access/personal-access-tokens";
import { listOwnSessions } from "@/lib/access/sessions";
import { consoleOrigin } from "@/lib/console/same-origin";
import { personRead, requirePerson } from "../person-read";
import { changePassword, createToken, endOtherSessions, endSession, revokeToken } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default async function AccountPage() {
  await requirePerson();
  const [memberships, sessions, tokens] = await Promise.all([
    personRead((call) => listOwnMemberships(call)),
    personRead((call) => listOwnSessions(call)),
    personRead((call) => listPersonalAccessTokens(call)),
  ]);
  if (!memberships.ok) return <ReadFailure error={memberships.error} />;
  if (!sessions.ok) return <ReadFailure error={sessions.error} />;
  if (!tokens.ok) return <ReadFailure error={tokens.error} />;
  return (
    <AccountView
      memberships={memberships.value}
      sessions={sessions.value}
      tokens={tokens.value}
      origin={consoleOrigin()}
      actions={{ changePassword, endSession, endOtherSessions, createToken, revokeToken }}
    />
  );
}
