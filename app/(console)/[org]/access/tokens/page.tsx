import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TokenList } from "@/components/credentials/token-list";
import { listOrganisationCredentials } from "@/lib/access/organisation-credentials";
import { type AccessPageProps, accessPage } from "../access-page";
import { revokeCredential, revokeOwnToken } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.tokens") };
}

export default async function TokensPage(props: AccessPageProps) {
  return accessPage(props, "tokens", listOrganisationCredentials, (scope, tokens) => (
    <TokenList scope={scope} first={tokens} actions={{ revokeCredential, revokeOwnToken }} />
  ));
}
