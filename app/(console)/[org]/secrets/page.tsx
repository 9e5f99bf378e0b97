import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { ReadFailure } from "@/components/query/read-failure";
import { folderAddress } from "@/components/secrets/addresses";
import { SHOWN_REGION_COOKIE } from "@/components/secrets/shown-region";
import { readRegionOverview } from "@/lib/console/region-overview";
import { type OrganisationPageProps, organisationRead } from "../organisation-read";

/** Leads to the region looked at last, else to the first that answers. */
export default async function SecretsPage(props: OrganisationPageProps) {
  const { scope, result } = await organisationRead(props, readRegionOverview);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const { regions } = result.value;
  const last = (await cookies()).get(SHOWN_REGION_COOKIE)?.value;
  const region =
    regions.find(({ slug }) => slug === last) ?? regions.find(({ state }) => state === "available") ?? regions[0];
  redirect(folderAddress(scope, region?.slug ?? ""));
}
