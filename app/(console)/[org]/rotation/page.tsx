import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReadFailure } from "@/components/query/read-failure";
import { RotationView } from "@/components/rotation/rotation-view";
import { readHeldPermissions } from "@/lib/access/held-permissions";
import { pageRead } from "@/lib/console/page-read";
import { readRotationOverview } from "@/lib/console/rotation-overview";
import { rotateKey, updateRotation } from "../keys/actions";
import { type OrganisationPageProps, organisationRead } from "../organisation-read";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("rotation"))("title") };
}

export default async function RotationPage(props: OrganisationPageProps) {
  const { scope, result } = await organisationRead(props, readRotationOverview);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const held = await pageRead(scope, readHeldPermissions);
  const permissions = held.ok ? held.value : [];
  return (
    <RotationView
      scope={scope}
      first={result.value}
      actions={{
        rotateKey: permissions.includes("kms_key:rotate") ? rotateKey : null,
        updateRotation: permissions.includes("kms_key:update_rotation") ? updateRotation : null,
      }}
    />
  );
}
