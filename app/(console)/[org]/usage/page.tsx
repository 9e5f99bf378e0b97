import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UsageView } from "@/components/usage/usage-view";
import { requireViewer } from "@/lib/console/viewer";
import type { OrganisationPageProps } from "../organisation-read";
import { searchOf } from "../page-search";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("usage"))("title") };
}

export default async function UsagePage({ params, searchParams }: OrganisationPageProps) {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  return <UsageView scope={{ organisation: org, project: search.get("project") }} />;
}
