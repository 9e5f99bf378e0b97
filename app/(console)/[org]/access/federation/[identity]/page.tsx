import type { Metadata } from "next";
import { IdentityView } from "@/components/federation/identity-view";
import { ReadFailure } from "@/components/query/read-failure";
import { getFederatedIdentity } from "@/lib/access/federated-identities";
import { consoleOrigin } from "@/lib/console/same-origin";
import { type ObjectPageProps, objectRead } from "../../../object-page";
import { checkToken, deleteIdentity, updateIdentity, updateProvider } from "../actions";

const identityOf = objectRead("identity", getFederatedIdentity);

export async function generateMetadata(props: ObjectPageProps<"identity">): Promise<Metadata> {
  const { asked, result } = await identityOf(props);
  return { title: result.ok ? result.value.name : asked };
}

export default async function FederatedIdentityPage(props: ObjectPageProps<"identity">) {
  const { scope, result } = await identityOf(props);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const actions = { checkToken, deleteIdentity, updateIdentity, updateProvider };
  return (
    <IdentityView
      key={result.value.identity}
      scope={scope}
      first={result.value}
      origin={consoleOrigin()}
      actions={actions}
    />
  );
}
