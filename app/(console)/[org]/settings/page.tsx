import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { GeneralSettings } from "@/components/organisation/general-settings";
import { SettingsFrame } from "@/components/organisation/settings-frame";
import { ReadFailure } from "@/components/query/read-failure";
import { getOrganisation } from "@/lib/access/organisations";
import { updateOrganisation } from "../../(person)/organisations/actions";
import { type OrganisationPageProps, organisationRead } from "../organisation-read";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("settings.title") };
}

export default async function SettingsPage(props: OrganisationPageProps) {
  const { scope, result } = await organisationRead(props, getOrganisation);
  return (
    <SettingsFrame scope={scope} current="general">
      {result.ok ? (
        <GeneralSettings scope={scope} first={result.value} updateOrganisation={updateOrganisation} />
      ) : (
        <ReadFailure error={result.error} />
      )}
    </SettingsFrame>
  );
}
