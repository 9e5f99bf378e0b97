import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CreateZoneForm } from "@/components/dns/create-zone-form";
import { PageHeader } from "@/components/ui/page-header";
import { requireViewer } from "@/lib/console/viewer";
import type { OrganisationPageProps } from "../../organisation-read";
import { searchOf } from "../../page-search";
import { createZone } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("dns"))("create.title") };
}

export default async function NewZonePage({ params, searchParams }: OrganisationPageProps) {
  const [{ org }, search, t] = await Promise.all([params, searchParams.then(searchOf), getTranslations("dns")]);
  await requireViewer(org);
  return (
    <>
      <PageHeader title={t("create.title")} lead={t("create.lead")} />
      <CreateZoneForm scope={{ organisation: org, project: search.get("project") }} createZone={createZone} />
    </>
  );
}
