import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ServiceAccountList } from "@/components/credentials/service-account-list";
import { readServiceAccounts } from "@/lib/console/service-accounts";
import { type AccessPageProps, accessPage } from "../access-page";
import { createServiceAccount } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.service-accounts") };
}

export default async function ServiceAccountsPage(props: AccessPageProps) {
  return accessPage(props, "service-accounts", readServiceAccounts, (scope, accounts) => (
    <ServiceAccountList scope={scope} first={accounts} createServiceAccount={createServiceAccount} />
  ));
}
