import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TrustForm } from "@/components/federation/trust-form";
import { readFederationChoices } from "@/lib/console/federation";
import { consoleOrigin } from "@/lib/console/same-origin";
import { searchOf } from "../../../page-search";
import { type AccessPageProps, accessPage } from "../../access-page";
import { createIdentity, createProvider } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("federation"))("form.title") };
}

export default async function NewTrustPage(props: AccessPageProps) {
  const account = searchOf(await props.searchParams).get("account");
  return accessPage(props, "federation", readFederationChoices, (scope, { accounts, providers }) => (
    <TrustForm
      scope={scope}
      accounts={accounts}
      providers={providers}
      account={account}
      origin={consoleOrigin()}
      actions={{ createIdentity, createProvider }}
    />
  ));
}
