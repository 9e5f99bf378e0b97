import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import { keyUseNamed } from "@/components/keys/key-uses";
import { ReadFailure } from "@/components/query/read-failure";
import { PageHeader } from "@/components/ui/page-header";
import { pageRead } from "@/lib/console/page-read";
import { readRegionOverview } from "@/lib/console/region-overview";
import { consoleOrigin } from "@/lib/console/same-origin";
import { requireViewer } from "@/lib/console/viewer";
import { type PageSearch, searchOf } from "../../page-search";
import { createKey } from "../actions";

interface NewKeyPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("create.title") };
}

export default async function NewKeyPage({ params, searchParams }: NewKeyPageProps) {
  const [{ org }, search, t] = await Promise.all([params, searchParams.then(searchOf), getTranslations("keys")]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  const overview = await pageRead(scope, readRegionOverview);
  return (
    <>
      <PageHeader title={t("create.title")} lead={t("create.lead")} />
      {overview.ok ? (
        <CreateKeyForm
          scope={scope}
          regions={overview.value.regions}
          origin={consoleOrigin()}
          use={keyUseNamed(search.get("purpose"))}
          createKey={createKey}
        />
      ) : (
        <ReadFailure error={overview.error} />
      )}
    </>
  );
}
