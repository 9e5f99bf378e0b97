import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MapGround } from "@/components/overview/map-ground";
import { Overview } from "@/components/overview/overview";
import { regionGeography } from "@/components/overview/region-geography";
import { requireViewer } from "@/lib/console/viewer";
import { shared } from "@/lib/platform/shared";
import { allRegions } from "@/lib/regions/registry";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("overview");
  return { title: t("title") };
}

export default async function OverviewPage({ params }: { params: Promise<{ org: string }> }) {
  const { organisation } = await requireViewer((await params).org);
  // Regions are configured at start, so their coasts are computed once per process.
  const geography = shared("console.region-geography", () => regionGeography(allRegions()));
  const { width, height, marks } = geography;
  return (
    <Overview
      organisationSlug={organisation.slug}
      geography={{ width, height, marks }}
      ground={<MapGround geography={geography} />}
    />
  );
}
