import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readReference } from "@/components/reference/read-reference";
import { ReferencePage } from "@/components/reference/reference-page";
import { BODY_BYTES_MAX } from "@/lib/api/http-input";
import { openApiDocument } from "@/lib/api/openapi";
import { currentViewer } from "@/lib/console/viewer";
import { config } from "@/lib/platform/config";
import { configuredRegions } from "@/lib/regions/registry";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reference");
  return { title: t("title") };
}

/**
 * Nobody needs to sign in: the page says nothing about this installation but its address and its first region's slug.
 * Whoever is signed in finds their organisation in the samples.
 */
export default async function Page() {
  const { publicUrl } = config();
  // The reference is readable while the database is not.
  const viewer = await currentViewer().catch(() => null);
  const reference = readReference(openApiDocument(), {
    url: publicUrl,
    organisation: viewer?.organisations[0]?.slug ?? "your-organisation",
    region: configuredRegions()[0]?.slug ?? "region",
    key: "first-key",
  });
  return <ReferencePage reference={reference} url={publicUrl} bodyBytesMax={BODY_BYTES_MAX} />;
}
