import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SinkList } from "@/components/audit/sink-list";
import { requireViewer } from "@/lib/console/viewer";
import type { OrganisationPageProps } from "../../organisation-read";
import { searchOf } from "../../page-search";
import { createSink, deleteSink, testSink, updateSink } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("streaming"))("title") };
}

/** How far deliveries are changes by itself, so the page asks for it again and again. */
export default async function StreamingPage({ params, searchParams }: OrganisationPageProps) {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  return <SinkList scope={scope} actions={{ createSink, updateSink, deleteSink, testSink }} />;
}
