import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FederationList } from "@/components/federation/federation-list";
import { readFederation } from "@/lib/console/federation";
import { type AccessPageProps, accessPage } from "../access-page";
import { checkToken, deleteIdentity, deleteProvider, updateIdentity, updateProvider } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.federation") };
}

export default async function FederationPage(props: AccessPageProps) {
  const actions = { checkToken, deleteIdentity, deleteProvider, updateIdentity, updateProvider };
  return accessPage(props, "federation", readFederation, (scope, federation) => (
    <FederationList scope={scope} first={federation} actions={actions} />
  ));
}
