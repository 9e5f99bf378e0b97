"use client";

import { ArrowUpRight, CirclePause, CirclePlay, Copy, RotateCw, Trash2, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import type { MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { keyAddress } from "./addresses";
import type { KeyPlace } from "./key-actions";
import type { useKeyChanges } from "./use-key-changes";
import type { useKeyDeletion } from "./use-key-deletion";
import { useKeyRights } from "./use-key-rights";

interface RowMenuParts {
  placeOf: (key: KeyRow) => KeyPlace;
  changes: ReturnType<typeof useKeyChanges>;
  deletion: ReturnType<typeof useKeyDeletion>;
  onRotate: (key: KeyRow) => void;
  onDelete: (key: KeyRow) => void;
}

/** The menu at the end of a key's row. */
export function useRowMenu(parts: RowMenuParts): (key: KeyRow) => readonly MenuGroup[] {
  const { placeOf, changes, deletion, onRotate, onDelete } = parts;
  const may = useKeyRights();
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
    const toggle = isDisabled ? "enable" : "disable";
    const isPending = key.status === "pending_deletion";
    const groups: MenuGroup[] = [
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
          ...(may("rotate")
            ? [
                {
                  id: "rotate",
                  label: t("rotateNow"),
                  icon: <RotateCw aria-hidden />,
                  isDisabled: !key.allowRotation || !KEY_TRANSITIONS.rotate.from.includes(key.status),
                  onAction: () => onRotate(key),
                },
              ]
            : []),
          ...(may(toggle)
            ? [
                {
                  id: "toggle",
                  label: t(toggle),
                  icon: isDisabled ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />,
                  isDisabled: !KEY_TRANSITIONS[toggle].from.includes(key.status),
                  onAction: () => void changes[toggle](place),
                },
              ]
            : []),
        ],
      },
      {
        id: "end",
        entries: may(isPending ? "cancel_deletion" : "delete")
          ? [
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
                    icon: <Trash2 aria-hidden />,
                    isDangerous: true,
                    onAction: () => onDelete(key),
                  },
            ]
          : [],
      },
    ];
    return groups.filter(({ entries }) => entries.length > 0);
  };
}
