import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConnectSdk } from "@/components/client-keys/connect-sdk";
import { readInstanceConnection } from "@/lib/console/client-keys";
import { INSTANCE_OPERATIONS } from "@/lib/contract/instance-operations";
import { type AccessPageProps, accessPage } from "../../access-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("clientKeys"))("connect") };
}

export default async function ConnectPage(props: AccessPageProps) {
  return accessPage(props, "client-keys", readInstanceConnection, (scope, connection) => (
    <ConnectSdk scope={scope} {...connection} operations={INSTANCE_OPERATIONS} />
  ));
}
