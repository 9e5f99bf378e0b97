import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReadFailure } from "@/components/query/read-failure";
import { RotationView } from "@/components/rotation/rotation-view";
import { readRotationOverview } from "@/lib/console/rotation-overview";
import { rotateKey, updateRotation } from "../keys/actions";
import { type OrganisationPageProps, organisationRead } from "../organisation-read";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("rotation"))("title") };
}

export default async function RotationPage(props: OrganisationPageProps) {
  const { scope, result } = await organisationRead(props, readRotationOverview);
  if (!result.ok) return <ReadFailure error={result.error} />;
  return <RotationView scope={scope} first={result.value} actions={{ rotateKey, updateRotation }} />;
}
