import type { Metadata } from "next";
import { ServiceAccountView } from "@/components/credentials/service-account-view";
import { ReadFailure } from "@/components/query/read-failure";
import { consoleOrigin } from "@/lib/console/same-origin";
import { readServiceAccountDetail } from "@/lib/console/service-accounts";
import { type ObjectPageProps, objectRead } from "../../../object-page";
import { createCredential, deleteServiceAccount, revokeCredential, updateServiceAccount } from "../actions";

const accountOf = objectRead("account", readServiceAccountDetail);

export async function generateMetadata(props: ObjectPageProps<"account">): Promise<Metadata> {
  const { asked, result } = await accountOf(props);
  return { title: result.ok ? result.value.name : asked };
}

export default async function ServiceAccountPage(props: ObjectPageProps<"account">) {
  const { scope, result } = await accountOf(props);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const actions = { createCredential, deleteServiceAccount, revokeCredential, updateServiceAccount };
  return (
    <ServiceAccountView
      key={result.value.identity}
      scope={scope}
      first={result.value}
      origin={consoleOrigin()}
      actions={actions}
    />
  );
}
