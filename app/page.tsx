import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Standalone } from "@/components/layout/standalone";
import { currentViewer } from "@/lib/console/viewer";

/** The front page is the first organisation's overview. */
export default async function FrontPage() {
  const viewer = await currentViewer();
  if (viewer === null) redirect("/sign-in");
  const [organisation] = viewer.organisations;
  if (organisation !== undefined) redirect(`/${organisation.slug}`);
  const t = await getTranslations("layout");
  return <Standalone title={t("noOrganisationTitle")} text={t("noOrganisationText", { email: viewer.user.email })} />;
}
