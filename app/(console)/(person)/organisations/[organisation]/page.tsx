import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { OrganisationView } from "@/components/organisation/organisation-view";
import { ReadFailure } from "@/components/query/read-failure";
import { getOrganisation } from "@/lib/access/organisations";
import { personRead, requirePerson } from "../../person-read";
import { updateOrganisation } from "../actions";

interface OrganisationPageProps {
  params: Promise<{ organisation: string }>;
}

export async function generateMetadata({ params }: OrganisationPageProps): Promise<Metadata> {
  const { organisation } = await params;
  const { isPlatformAdministrator } = await requirePerson();
  const result = isPlatformAdministrator ? await readOnce(organisation) : null;
  return { title: result?.ok ? result.value.name : organisation };
}

/** For platform administrators; everybody else has the settings of their own organisations. */
export default async function OrganisationPage({ params }: OrganisationPageProps) {
  const { isPlatformAdministrator } = await requirePerson();
  if (!isPlatformAdministrator) notFound();
  const result = await readOnce((await params).organisation);
  if (result.ok) return <OrganisationView first={result.value} updateOrganisation={updateOrganisation} />;
  if (result.error.code === "organisation_not_found") notFound();
  return <ReadFailure error={result.error} />;
}

/** Title and content are of one reading. */
const readOnce = cache((organisation: string) => personRead((call) => getOrganisation(call, organisation)));
