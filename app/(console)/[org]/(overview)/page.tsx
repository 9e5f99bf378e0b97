import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MapGround } from "@/components/overview/map-ground";
import { Overview } from "@/components/overview/overview";
import { regionGeography } from "@/components/overview/region-geography";
import { requireViewer } from "@/lib/console/viewer";
import { shared } from "@/lib/platform/shared";
import { allRegions } from "@/lib/regions/registry";
import { updateEvent } from "../event-actions";
import { type PageSearch, searchOf } from "../page-search";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("overview");
  return { title: t("title") };
}

interface OverviewPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

export default async function OverviewPage({ params, searchParams }: OverviewPageProps) {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  // Regions are configured at start, so their coasts are computed once per process.
  const geography = shared("console.region-geography", () => regionGeography(allRegions()));
  const { width, height, marks } = geography;
  return (
    <Overview
      scope={{ organisation: org, project: search.get("project") }}
      geography={{ width, height, marks }}
      ground={<MapGround geography={geography} />}
      actions={{ updateEvent }}
    />
  );
}
