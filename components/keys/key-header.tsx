"use client";

import { ChevronDown, CirclePause, CirclePlay, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import type { MenuGroup } from "../ui/menu-entry";
import { PageHeader } from "../ui/page-header";
import type { KeyChanges, KeyPlace } from "./key-actions";
import { KeyStatus } from "./key-status";
import { LabelBadge } from "./label-badge";
import { RotateDialog } from "./rotate-dialog";
import { useKeyChanges } from "./use-key-changes";

interface KeyHeaderProps {
  of: KmsKey;
  place: KeyPlace;
  actions: KeyChanges;
}

/** The others stand among the facts. */
const LABELS_SHOWN_MAX = 3;

/** Name, state, identity, and what can be done with the key as a whole. */
export function KeyHeader({ of, place, actions }: KeyHeaderProps) {
  const t = useTranslations("keys");
  const changes = useKeyChanges(actions);
  const [isRotating, setRotating] = useState(false);
  const isDisabled = of.status === "disabled";
  const labels = Object.entries(of.labels ?? {});
  const toggle = isDisabled ? "enable" : "disable";
  const more: MenuGroup[] = [
    {
      id: "state",
      entries: [
        {
          id: toggle,
          label: t(toggle),
          detail: t(`${toggle}Detail`),
          icon: isDisabled ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />,
          isDisabled: !KEY_TRANSITIONS[toggle].from.includes(of.status),
          onAction: () => void changes[toggle](place),
        },
      ],
    },
  ];
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
            <Button
              icon={<RotateCw aria-hidden />}
              onPress={() => setRotating(true)}
              isDisabled={!KEY_TRANSITIONS.rotate.from.includes(of.status)}
            >
              {t("rotateNow")}
            </Button>
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
          </>
        }
      />
      <RotateDialog of={of} isOpen={isRotating} onOpenChange={setRotating} onConfirm={() => changes.rotate(place)} />
    </>
  );
}
