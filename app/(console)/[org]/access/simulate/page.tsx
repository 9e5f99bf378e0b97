import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SimulateForm } from "@/components/roles/simulate-form";
import { requireViewer } from "@/lib/console/viewer";
import { searchOf } from "../../page-search";
import type { AccessPageProps } from "../access-page";
import { simulate } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.simulate") };
}

/** Its search parameters are those of `simulateAddress`. */
export default async function SimulatePage({ params, searchParams }: AccessPageProps) {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  return <SimulateForm scope={{ organisation: org, project: search.get("project") }} simulate={simulate} />;
}
