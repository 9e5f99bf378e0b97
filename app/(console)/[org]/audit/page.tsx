import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuditExplorer } from "@/components/audit/audit-explorer";
import { requireViewer } from "@/lib/console/viewer";
import type { OrganisationPageProps } from "../organisation-read";
import { searchOf } from "../page-search";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

/** What is shown stands in the address, so the page asks for it by itself. */
export default async function AuditPage({ params, searchParams }: OrganisationPageProps) {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  return <AuditExplorer scope={{ organisation: org, project: search.get("project") }} />;
}
