import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientKeyList } from "@/components/client-keys/client-key-list";
import { readClientKeyPage } from "@/lib/console/client-keys";
import { type AccessPageProps, accessPage } from "../access-page";
import { createClientKey, revokeClientKey } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.client-keys") };
}

export default async function ClientKeysPage(props: AccessPageProps) {
  return accessPage(props, "client-keys", readClientKeyPage, (scope, { clientKeys, regions }) => (
    <ClientKeyList scope={scope} first={clientKeys} regions={regions} actions={{ createClientKey, revokeClientKey }} />
  ));
}
