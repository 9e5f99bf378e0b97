import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ImportKeyForm } from "@/components/keys/import-key-form";
import { ReadFailure } from "@/components/query/read-failure";
import { PageHeader } from "@/components/ui/page-header";
import { pageRead } from "@/lib/console/page-read";
import { readRegionOverview } from "@/lib/console/region-overview";
import { consoleOrigin } from "@/lib/console/same-origin";
import { requireViewer } from "@/lib/console/viewer";
import { type PageSearch, searchOf } from "../../page-search";
import { createKey } from "../actions";

interface ImportKeyPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("import.title") };
}

export default async function ImportKeyPage({ params, searchParams }: ImportKeyPageProps) {
  const [{ org }, search, t] = await Promise.all([params, searchParams.then(searchOf), getTranslations("keys")]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  const overview = await pageRead(scope, readRegionOverview);
  return (
    <>
      <PageHeader title={t("import.title")} lead={t("import.lead")} />
      {overview.ok ? (
        <ImportKeyForm scope={scope} regions={overview.value.regions} origin={consoleOrigin()} createKey={createKey} />
      ) : (
        <ReadFailure error={overview.error} />
      )}
    </>
  );
}
