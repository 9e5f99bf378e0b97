"use client";

import { CirclePause, CirclePlay, FileKey2, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { KEY_STATUSES_USABLE, KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import { purposeAllows } from "@/lib/contract/key-purposes";
import type { KmsKey } from "@/lib/contract/kms";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { DeleteDialog } from "./delete-dialog";
import { DependentsList } from "./dependents-list";
import { ExportDialog } from "./export-dialog";
import type { KeyActions, KeyPlace } from "./key-actions";
import { useDisabling } from "./use-disabling";
import { useKeyDeletion } from "./use-key-deletion";
import { useKeyRights } from "./use-key-rights";

interface DangerZoneProps {
  of: KmsKey;
  place: KeyPlace;
  actions: KeyActions;
}

/** What stops applications, lets the material out or ends the key. */
export function DangerZone({ of, place, actions }: DangerZoneProps) {
  const t = useTranslations("keys");
  const { schedule, cancel } = useKeyDeletion(actions);
  const { toggle, dialog } = useDisabling(of, place, actions);
  const may = useKeyRights();
  const [open, setOpen] = useState<"delete" | "export" | null>(null);
  const isPending = of.status === "pending_deletion";
  const isDisabled = of.status === "disabled";
  const mayToggle = may(isDisabled ? "enable" : "disable");
  const mayEnd = may(isPending ? "cancel_deletion" : "delete");
  const mayExport = may("export") && of.exportAllowed && purposeAllows(of.purpose, "export");
  const close = () => setOpen(null);
  if (!mayToggle && !mayEnd && !mayExport) return null;
  return (
    <Panel title={t("danger.title")} isFlush>
      <div className="divide-y divide-line">
        <div className="px-4 py-3">
          <DependentsList of={of} />
        </div>
        {mayToggle ? (
          <Act
            title={t(isDisabled ? "danger.enable" : "danger.disable")}
            text={t(isDisabled ? "enableDetail" : "danger.disableText")}
          >
            <Button
              icon={isDisabled ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
              isDisabled={!KEY_TRANSITIONS[isDisabled ? "enable" : "disable"].from.includes(of.status)}
              onPress={toggle}
            >
              {t(isDisabled ? "enable" : "disable")}
            </Button>
          </Act>
        ) : null}
        {mayExport ? (
          <Act title={t("export.title")} text={t("export.text")}>
            <Button
              tone="danger-quiet"
              icon={<FileKey2 aria-hidden />}
              isDisabled={!KEY_STATUSES_USABLE.includes(of.status)}
              onPress={() => setOpen("export")}
            >
              {t("export.open")}
            </Button>
          </Act>
        ) : null}
        {mayEnd ? (
          <Act title={t("danger.delete")} text={t(isPending ? "delete.pendingText" : "danger.deleteText")}>
            {isPending ? (
              <Button onPress={() => void cancel(place)}>{t("delete.cancel")}</Button>
            ) : (
              <Button tone="danger-quiet" icon={<Trash2 aria-hidden />} onPress={() => setOpen("delete")}>
                {t("delete.open")}
              </Button>
            )}
          </Act>
        ) : null}
      </div>
      {dialog}
      <DeleteDialog of={of} isOpen={open === "delete"} onOpenChange={close} onConfirm={() => schedule(place)} />
      {open === "export" ? <ExportDialog of={of} place={place} exportKey={actions.exportKey} onClose={close} /> : null}
    </Panel>
  );
}

function Act({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="text-control">{title}</h3>
        <p className="mt-0.5 text-caption text-ink-muted">{text}</p>
      </div>
      {children}
    </div>
  );
}
