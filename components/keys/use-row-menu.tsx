"use client";

import { ArrowUpRight, CirclePause, CirclePlay, Copy, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import type { MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { keyAddress } from "./addresses";
import type { KeyPlace } from "./key-actions";
import type { useKeyChanges } from "./use-key-changes";

interface RowMenuParts {
  placeOf: (key: KeyRow) => KeyPlace;
  changes: ReturnType<typeof useKeyChanges>;
  onRotate: (key: KeyRow) => void;
}

/** The menu at the end of a key's row. */
export function useRowMenu({ placeOf, changes, onRotate }: RowMenuParts): (key: KeyRow) => readonly MenuGroup[] {
  const t = useTranslations("keys");
  const tUi = useTranslations("ui");

  async function copy(identity: string) {
    try {
      await navigator.clipboard.writeText(identity);
      notify({ title: t("menu.copied"), detail: identity });
    } catch {
      notify({ title: tUi("copyFailed"), tone: "bad" });
    }
  }

  return (key) => {
    const place = placeOf(key);
    const isDisabled = key.status === "disabled";
    return [
      {
        id: "look",
        entries: [
          { id: "open", label: t("menu.open"), icon: <ArrowUpRight aria-hidden />, href: keyAddress(place) },
          {
            id: "copy",
            label: t("menu.copyIdentity"),
            icon: <Copy aria-hidden />,
            onAction: () => void copy(key.identity),
          },
        ],
      },
      {
        id: "change",
        entries: [
          {
            id: "rotate",
            label: t("rotateNow"),
            icon: <RotateCw aria-hidden />,
            isDisabled: !KEY_TRANSITIONS.rotate.from.includes(key.status),
            onAction: () => onRotate(key),
          },
          {
            id: "toggle",
            label: t(isDisabled ? "enable" : "disable"),
            icon: isDisabled ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />,
            isDisabled: !KEY_TRANSITIONS[isDisabled ? "enable" : "disable"].from.includes(key.status),
            onAction: () => void (isDisabled ? changes.enable(place) : changes.disable(place)),
          },
        ],
      },
    ];
  };
}
