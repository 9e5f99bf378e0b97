import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReadFailure } from "@/components/query/read-failure";
import { CreateSecretForm } from "@/components/secrets/create-secret-form";
import { PageHeader } from "@/components/ui/page-header";
import { readRegionOverview } from "@/lib/console/region-overview";
import { asFolder, secretFolderProblem } from "@/lib/contract/secret-path";
import { type OrganisationPageProps, organisationRead } from "../../organisation-read";
import { searchOf } from "../../page-search";
import { createSecret } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("secrets"))("create.title") };
}

export default async function NewSecretPage(props: OrganisationPageProps) {
  const [{ scope, result }, search, t] = await Promise.all([
    organisationRead(props, readRegionOverview),
    props.searchParams.then(searchOf),
    getTranslations("secrets"),
  ]);
  const header = <PageHeader title={t("create.title")} lead={t("create.lead")} />;
  if (!result.ok) {
    return (
      <>
        {header}
        <ReadFailure error={result.error} />
      </>
    );
  }
  const regions = result.value.regions.map(({ slug }) => slug);
  const asked = search.get("folder") || "/";
  return (
    <>
      {header}
      <CreateSecretForm
        scope={scope}
        regions={regions}
        region={regions.find((slug) => slug === search.get("region")) ?? regions[0] ?? ""}
        folder={secretFolderProblem(asked) === null ? asFolder(asked) : "/"}
        createSecret={createSecret}
      />
    </>
  );
}
