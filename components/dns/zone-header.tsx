"use client";

import { ChevronDown, Download, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SIGNED_EXPIRE_MAX } from "@/lib/contract/dns-limits";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import type { DnssecStatus } from "@/lib/contract/dnssec";
import { LabelBadge } from "../labels/label-badge";
import { reached } from "../query/reached";
import { useConsoleRead } from "../query/use-console-read";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import { notify } from "../ui/notify";
import { PageHeader } from "../ui/page-header";
import { zoneReadAddress, zonesAddress } from "./addresses";
import { useZonesRefresh } from "./queries";
import { ServingStatus } from "./serving-status";
import type { ZoneActions, ZonePlace } from "./zone-actions";
import { zoneTitle } from "./zone-title";

interface ZoneHeaderProps {
  of: ZoneDetail;
  place: ZonePlace;
  actions: ZoneActions;
}

/** The others stand among the settings. */
const LABELS_SHOWN_MAX = 3;
const DAY_SECONDS = 86_400;

/** Name, identity, and what can be done with the zone as a whole. */
export function ZoneHeader({ of, place, actions }: ZoneHeaderProps) {
  const t = useTranslations("dns");
  const [isDeleting, setDeleting] = useState(false);
  const { zone, rights } = of;
  const title = zoneTitle(zone);
  const labels = Object.entries(zone.labels ?? {});
  const download = {
    id: "export",
    label: t("export.action"),
    detail: t("export.detail"),
    icon: <Download aria-hidden />,
    onAction: () => window.location.assign(zoneReadAddress(place, "/file")),
  };
  const remove = {
    id: "delete",
    label: t("delete.action"),
    detail: t("delete.detail"),
    icon: <Trash2 aria-hidden />,
    isDangerous: true,
    onAction: () => setDeleting(true),
  };
  return (
    <>
      <PageHeader
        title={title}
        lead={zone.description}
        status={<ServingStatus of={zone.serving.status} />}
        facts={
          <>
            <Identifier value={zone.identity} label={t("detail.identity")} isFull />
            {zone.unicodeName === zone.name ? null : title === zone.name ? (
              <Badge isText>{t("detail.mixed", { name: zone.unicodeName })}</Badge>
            ) : (
              <Badge>{zone.name}</Badge>
            )}
            <Badge isText>{t("detail.serial", { serial: zone.serial })}</Badge>
            {labels.slice(0, LABELS_SHOWN_MAX).map(([name, value]) => (
              <LabelBadge key={name} name={name} value={value} />
            ))}
            {labels.length > LABELS_SHOWN_MAX ? (
              <span className="text-caption text-ink-muted">
                {t("detail.moreLabels", { count: labels.length - LABELS_SHOWN_MAX })}
              </span>
            ) : null}
          </>
        }
        actions={
          <Menu
            label={t("detail.moreActions")}
            groups={[{ id: "take", entries: [download] }, ...(rights.delete ? [{ id: "end", entries: [remove] }] : [])]}
            trigger={
              <Button>
                {t("detail.more")}
                <ChevronDown aria-hidden />
              </Button>
            }
          />
        }
      />
      {isDeleting ? <DeleteDialog of={of} place={place} actions={actions} onClose={() => setDeleting(false)} /> : null}
    </>
  );
}

function DeleteDialog({ of, place, actions, onClose }: ZoneHeaderProps & { onClose: () => void }) {
  const t = useTranslations("dns");
  const router = useRouter();
  const unreachable = useTranslations("ui")("errorNetwork");
  const refreshList = useZonesRefresh();
  const { name, serving, startOfAuthority } = of.zone;
  const title = zoneTitle(of.zone);
  const { data: status } = useConsoleRead<DnssecStatus>(place, `dns/zones/${encodeURIComponent(place.zone)}/dnssec`);
  // As it is served: a signed zone says a week at most.
  const expire = status?.enabled ? Math.min(startOfAuthority.expire, SIGNED_EXPIRE_MAX) : startOfAuthority.expire;
  const sets = Object.values(of.counts).reduce((sum, count) => sum + count, 0);

  async function remove() {
    const result = await reached(() => actions.deleteZone(place), unreachable);
    if (!result.ok) return result.error;
    refreshList(place);
    notify({ title: t("delete.done", { zone: title }) });
    router.push(zonesAddress(place));
    return null;
  }

  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={t("delete.title", { zone: title })}
      confirmLabel={t("delete.confirm")}
      name={name}
      onConfirm={remove}
    >
      <p>{t("delete.text", { count: sets })}</p>
      {serving.status === "claimed" ? (
        <p className="mt-2">{t("delete.served", { days: Math.ceil(expire / DAY_SECONDS) })}</p>
      ) : null}
      {status?.dsDelegated ? <p className="mt-2 font-medium text-ink">{t("delete.delegated")}</p> : null}
    </ConfirmDialog>
  );
}
