import { Import, Plus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { importKeyAddress, newKeyAddress } from "@/components/keys/addresses";
import { filterParameters, filtersIn } from "@/components/keys/key-filters";
import { KeyList } from "@/components/keys/key-list";
import { ButtonLink } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { readKeyPage } from "@/lib/console/key-page";
import { pageRead } from "@/lib/console/page-read";
import { readRegionOverview } from "@/lib/console/region-overview";
import { requireViewer } from "@/lib/console/viewer";
import { type PageSearch, searchOf } from "../../page-search";
import { cancelDeletion, deleteKey, disableKey, enableKey, rotateKey } from "../actions";

interface KeysPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("title") };
}

export default async function KeysPage({ params, searchParams }: KeysPageProps) {
  const [{ org }, search, t] = await Promise.all([params, searchParams.then(searchOf), getTranslations("keys")]);
  const { organisation } = await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  const parameters = filterParameters(filtersIn(search));
  const [page, overview] = await Promise.all([
    pageRead(scope, (call) => readKeyPage(call, parameters)),
    pageRead(scope, readRegionOverview),
  ]);
  // Rights in a project are not known here; the server decides when the key is made.
  const mayCreate = scope.project !== null || organisation.rights.includes("kms_key:create");
  const isEmpty = page.ok && page.value.totalCount === 0;
  const regions = overview.ok ? overview.value.regions.map(({ slug, totalKeys }) => ({ slug, totalKeys })) : [];
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          // An empty list has this step in its middle; who may not take it is not offered it.
          isEmpty || !mayCreate ? null : (
            <>
              <ButtonLink href={importKeyAddress(scope)} icon={<Import aria-hidden />}>
                {t("import.link")}
              </ButtonLink>
              <ButtonLink href={newKeyAddress(scope)} tone="primary" icon={<Plus aria-hidden />}>
                {t("create.action")}
              </ButtonLink>
            </>
          )
        }
      />
      <KeyList
        scope={scope}
        regions={regions}
        first={page.ok ? { parameters, page: page.value } : null}
        actions={{ disableKey, enableKey, rotateKey, deleteKey, cancelDeletion }}
      />
    </>
  );
}
