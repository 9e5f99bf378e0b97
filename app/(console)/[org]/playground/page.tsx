import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Playground } from "@/components/playground/playground";
import { PageHeader } from "@/components/ui/page-header";
import { consoleOrigin } from "@/lib/console/same-origin";
import { requireViewer } from "@/lib/console/viewer";
import { disableKey, enableKey, rotateKey } from "../keys/actions";
import { type PageSearch, searchOf } from "../page-search";
import { runOperation } from "./actions";

interface PlaygroundPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("playground"))("title") };
}

export default async function PlaygroundPage({ params, searchParams }: PlaygroundPageProps) {
  const [{ org }, search, t] = await Promise.all([params, searchParams.then(searchOf), getTranslations("playground")]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <Playground scope={scope} origin={consoleOrigin()} actions={{ runOperation, disableKey, enableKey, rotateKey }} />
    </>
  );
}
