import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { zoneTitle } from "@/components/dns/zone-title";
import { ZoneView } from "@/components/dns/zone-view";
import { ReadFailure } from "@/components/query/read-failure";
import { readZoneDetail } from "@/lib/console/zone-page";
import { type ObjectPageProps, objectRead } from "../../object-page";
import {
  checkParent,
  createRecord,
  createSecondary,
  deleteRecord,
  deleteSecondary,
  deleteZone,
  disableDnssec,
  enableDnssec,
  importZone,
  previewImport,
  updateRecord,
  updateZone,
} from "../actions";

type ZonePageProps = ObjectPageProps<"zone">;

const read = objectRead("zone", readZoneDetail);

export async function generateMetadata(props: ZonePageProps): Promise<Metadata> {
  const { result } = await read(props);
  return { title: result.ok ? zoneTitle(result.value.zone) : (await getTranslations("dns"))("title") };
}

export default async function ZonePage(props: ZonePageProps) {
  const { scope, result } = await read(props);
  if (!result.ok) return <ReadFailure error={result.error} />;
  return (
    <ZoneView
      key={result.value.zone.identity}
      place={{ ...scope, zone: result.value.zone.name }}
      first={result.value}
      actions={{
        checkParent,
        createRecord,
        createSecondary,
        deleteRecord,
        deleteSecondary,
        deleteZone,
        disableDnssec,
        enableDnssec,
        importZone,
        previewImport,
        updateRecord,
        updateZone,
      }}
    />
  );
}
