import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReferencePage } from "@/components/reference/reference-page";
import { BODY_BYTES_MAX } from "@/lib/api/http-input";
import { config } from "@/lib/platform/config";
import { thisReference } from "./this-reference";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reference");
  return { title: t("title") };
}

/** The guide: what holds for every call. Calls are on pages of their own, one for each group. */
export default async function Page() {
  const reference = await thisReference();
  return <ReferencePage reference={reference} part={null} url={config().publicUrl} bodyBytesMax={BODY_BYTES_MAX} />;
}
