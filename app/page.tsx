import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Standalone } from "@/components/layout/standalone";
import { homeOrganisation } from "@/lib/console/home-organisation";
import { currentViewer } from "@/lib/console/viewer";
import { LAST_ORGANISATION_COOKIE } from "@/lib/contract/last-organisation";

/** The front page is the overview of the organisation looked at last. */
export default async function FrontPage() {
  const viewer = await currentViewer();
  if (viewer === null) redirect("/sign-in");
  const last = (await cookies()).get(LAST_ORGANISATION_COOKIE)?.value;
  const organisation = homeOrganisation(viewer.organisations, last);
  if (organisation !== undefined) redirect(`/${organisation.slug}`);
  const t = await getTranslations("layout");
  return <Standalone title={t("noOrganisationTitle")} text={t("noOrganisationText", { email: viewer.user.email })} />;
}
