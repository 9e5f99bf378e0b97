import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SecretBrowser } from "@/components/secrets/secret-browser";
import { pageRead } from "@/lib/console/page-read";
import { readSecretPage } from "@/lib/console/secret-page";
import { requireViewer } from "@/lib/console/viewer";
import { asFolder } from "@/lib/contract/secret-path";
import { type PageSearch, searchOf } from "../../../page-search";
import { readRegionSlugs } from "../../read-regions";

interface SecretTreePageProps {
  params: Promise<{ org: string; region: string }>;
  searchParams: Promise<PageSearch>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("secrets"))("title") };
}

export default async function SecretTreePage({ params, searchParams }: SecretTreePageProps) {
  const [{ org, region }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  const place = { region, folder: asFolder(search.get("folder") || "/"), q: (search.get("q") ?? "").trim() };
  const [page, regions] = await Promise.all([
    pageRead(scope, (call) => readSecretPage(call, region, { folder: place.folder, q: place.q })),
    readRegionSlugs(scope),
  ]);
  if (!page.ok && page.error.code === "region_not_found") notFound();
  const first = page.ok ? { place, page: page.value } : null;
  return <SecretBrowser key={region} scope={scope} region={region} regions={regions} first={first} />;
}
