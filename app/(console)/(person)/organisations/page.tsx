import { ShieldAlert } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContestedNames } from "@/components/dns/contested-names";
import { OrganisationList } from "@/components/organisation/organisation-list";
import { ReadFailure } from "@/components/query/read-failure";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { listOrganisations } from "@/lib/access/organisations";
import { personRead, requirePerson } from "../person-read";
import { createOrganisation, decideClaim } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("list.title") };
}

export default async function OrganisationsPage() {
  const [viewer, t] = [await requirePerson(), await getTranslations("organisation")];
  if (!viewer.isPlatformAdministrator) {
    return (
      <EmptyState level={1} icon={<ShieldAlert />} title={t("list.onlyTitle")}>
        {t("list.only")}
      </EmptyState>
    );
  }
  const result = await personRead((call) => listOrganisations(call));
  if (result.ok) {
    return (
      <>
        <OrganisationList first={result.value} createOrganisation={createOrganisation} />
        <ContestedNames decideClaim={decideClaim} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("list.title")} lead={t("list.lead")} />
      <ReadFailure error={result.error} />
    </>
  );
}
