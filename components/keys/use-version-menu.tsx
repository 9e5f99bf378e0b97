"use client";

import { ArrowDownToLine, CirclePause, CirclePlay, Trash2, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KmsKey } from "@/lib/contract/kms";
import type { MenuEntry, MenuGroup } from "../ui/menu-entry";
import { versionState, workOf } from "./key-work";
import { useKeyRights } from "./use-key-rights";
import type { useVersionChanges } from "./use-version-changes";

type Version = KmsKey["versions"][number];

/** The menu of a version: nothing for the newest, which is in use, and for what is gone. */
export function useVersionMenu(
  of: KmsKey,
  changes: ReturnType<typeof useVersionChanges>,
  onDestroy: (version: number) => void,
): (version: Version) => readonly MenuGroup[] {
  const t = useTranslations("keys");
  const may = useKeyRights();

  const disable = (version: number): MenuEntry => ({
    id: "disable",
    label: t("disable"),
    detail: t("version.disableDetail"),
    icon: <CirclePause aria-hidden />,
    onAction: () => void changes.disable(version),
  });
  const enable = (version: number): MenuEntry => ({
    id: "enable",
    label: t("enable"),
    detail: t("version.enableDetail"),
    icon: <CirclePlay aria-hidden />,
    onAction: () => void changes.enable(version),
  });
  const destroy = (version: number): MenuEntry => ({
    id: "destroy",
    label: t("version.destroy"),
    detail: t("version.destroyDetail"),
    icon: <Trash2 aria-hidden />,
    isDangerous: true,
    onAction: () => onDestroy(version),
  });
  const lowest = (version: number): MenuEntry => ({
    id: "lowest",
    label: t("version.makeLowest"),
    detail: t("version.makeLowestDetail", { work: workOf(of) }),
    icon: <ArrowDownToLine aria-hidden />,
    onAction: () => void changes.setLowest(of, version),
  });
  const keep = (version: number): MenuEntry[] => [
    {
      id: "keep",
      label: t("version.keep"),
      detail: t("version.keepDetail"),
      icon: <Undo2 aria-hidden />,
      onAction: () => void changes.keep(version, "active"),
    },
    {
      id: "keep-disabled",
      label: t("version.keepDisabled"),
      icon: <CirclePause aria-hidden />,
      onAction: () => void changes.keep(version, "disabled"),
    },
  ];

  return (version) => {
    const number = version.version;
    if (number === of.latestVersion || !may("update_versions")) return [];
    switch (versionState(of, version)) {
      case "destroyed":
        return [];
      case "pending_destruction":
        return [{ id: "keep", entries: keep(number) }];
      case "disabled":
        return [
          { id: "state", entries: [enable(number)] },
          { id: "end", entries: [destroy(number)] },
        ];
      default: {
        const isLowest = number === of.minDecryptionVersion;
        return [
          { id: "state", entries: [disable(number), ...(isLowest ? [] : [lowest(number)])] },
          { id: "end", entries: [destroy(number)] },
        ];
      }
    }
  };
}
