"use client";

import { ChevronDown, CirclePause, CirclePlay, RotateCw, Trash2, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { LabelBadge } from "../labels/label-badge";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import type { MenuGroup } from "../ui/menu-entry";
import { PageHeader } from "../ui/page-header";
import { DeleteDialog } from "./delete-dialog";
import type { KeyChanges, KeyDeletion, KeyPlace } from "./key-actions";
import { KeyStatus } from "./key-status";
import { RotateDialog } from "./rotate-dialog";
import { useDisabling } from "./use-disabling";
import { useKeyChanges } from "./use-key-changes";
import { useKeyDeletion } from "./use-key-deletion";
import { useKeyRights } from "./use-key-rights";

interface KeyHeaderProps {
  of: KmsKey;
  place: KeyPlace;
  actions: KeyChanges & KeyDeletion;
}

/** The others stand among the facts. */
const LABELS_SHOWN_MAX = 3;

/** Name, state, identity, and what can be done with the key as a whole. */
export function KeyHeader({ of, place, actions }: KeyHeaderProps) {
  const t = useTranslations("keys");
  const changes = useKeyChanges(actions);
  const deletion = useKeyDeletion(actions);
  const disabling = useDisabling(of, place, actions);
  const may = useKeyRights();
  const [isRotating, setRotating] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const isPending = of.status === "pending_deletion";
  const isDisabled = of.status === "disabled";
  const labels = Object.entries(of.labels ?? {});
  const toggle = isDisabled ? "enable" : "disable";
  const end = isPending ? "cancel_deletion" : "delete";
  const all: (MenuGroup & { isOffered: boolean })[] = [
    {
      id: "state",
      isOffered: may(toggle),
      entries: [
        {
          id: toggle,
          label: t(toggle),
          detail: t(`${toggle}Detail`),
          icon: isDisabled ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />,
          isDisabled: !KEY_TRANSITIONS[toggle].from.includes(of.status),
          onAction: disabling.toggle,
        },
      ],
    },
    {
      id: "end",
      isOffered: may(end),
      entries: [
        isPending
          ? {
              id: "cancel",
              label: t("delete.cancel"),
              icon: <Undo2 aria-hidden />,
              onAction: () => void deletion.cancel(place),
            }
          : {
              id: "delete",
              label: t("delete.open"),
              detail: t("delete.openDetail"),
              icon: <Trash2 aria-hidden />,
              isDangerous: true,
              onAction: () => setDeleting(true),
            },
      ],
    },
  ];
  const more = all.filter(({ isOffered }) => isOffered);
  return (
    <>
      <PageHeader
        title={of.name}
        status={<KeyStatus of={of} />}
        lead={of.description}
        facts={
          <>
            <Identifier value={of.identity} label={t("fact.identity")} isFull />
            <Badge>{of.keyType}</Badge>
            <Badge>{of.region.slug}</Badge>
            {of.purpose === "general" ? null : <Badge isText>{t(`use.${of.purpose}`)}</Badge>}
            {of.imported ? <Badge isText>{t(of.publicOnly ? "badgePublic" : "badgeImported")}</Badge> : null}
            {labels.slice(0, LABELS_SHOWN_MAX).map(([name, value]) => (
              <LabelBadge key={name} name={name} value={value} />
            ))}
            {labels.length > LABELS_SHOWN_MAX ? (
              <span className="text-caption text-ink-muted">
                {t("moreLabels", { count: labels.length - LABELS_SHOWN_MAX })}
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            {may("rotate") ? (
              <Button
                icon={<RotateCw aria-hidden />}
                onPress={() => setRotating(true)}
                isDisabled={!of.allowRotation || !KEY_TRANSITIONS.rotate.from.includes(of.status)}
              >
                {t("rotateNow")}
              </Button>
            ) : null}
            {more.length > 0 ? (
              <Menu
                label={t("moreActions")}
                groups={more}
                trigger={
                  <Button>
                    {t("more")}
                    <ChevronDown aria-hidden />
                  </Button>
                }
              />
            ) : null}
          </>
        }
      />
      <RotateDialog of={of} isOpen={isRotating} onOpenChange={setRotating} onConfirm={() => changes.rotate(place)} />
      <DeleteDialog of={of} isOpen={isDeleting} onOpenChange={setDeleting} onConfirm={() => deletion.schedule(place)} />
      {disabling.dialog}
    </>
  );
}
