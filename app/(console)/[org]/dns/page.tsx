import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ZoneList } from "@/components/dns/zone-list";
import { pageRead } from "@/lib/console/page-read";
import { requireViewer } from "@/lib/console/viewer";
import { readZonePage } from "@/lib/console/zone-page";
import type { OrganisationPageProps } from "../organisation-read";
import { searchOf } from "../page-search";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("dns"))("title") };
}

export default async function ZonesPage({ params, searchParams }: OrganisationPageProps) {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  const q = (search.get("q") ?? "").trim();
  const page = await pageRead(scope, (call) => readZonePage(call, { q }));
  return <ZoneList scope={scope} first={page.ok ? { q, page: page.value } : null} />;
}
