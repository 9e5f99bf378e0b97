"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { KeyRow } from "@/lib/contract/console";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import { KeyStatus } from "./key-status";
import { NextRotation } from "./next-rotation";

/** What the key is, and below what it is for, unless that is everything. */
function TypeAndPurpose({ of }: { of: KeyRow }) {
  const t = useTranslations("keys");
  return (
    <>
      <span className="font-mono text-ink">{of.keyType}</span>
      {of.purpose === "general" && !of.imported ? null : (
        <span className="block truncate text-caption text-ink-muted max-sm:inline max-sm:before:content-['_·_']">
          {[
            of.purpose === "general" ? null : t(`use.${of.purpose}`),
            of.imported ? t(of.publicOnly ? "badgePublic" : "badgeImported") : null,
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
      )}
    </>
  );
}

/** Columns of the key list. */
export function useKeyColumns(): readonly TableColumn<KeyRow>[] {
  const t = useTranslations("keys");
  const number = useNumberFormat();
  return useMemo(
    () => [
      { id: "name", header: t("column.name"), cell: (key) => key.name, sortKey: "name" },
      {
        id: "keyType",
        header: t("column.type"),
        cell: (key) => <TypeAndPurpose of={key} />,
        sortKey: "keyType",
        width: "166px",
        isOptional: true,
      },
      {
        id: "region",
        header: t("column.region"),
        cell: (key) => <span className="font-mono text-ink">{key.region.slug}</span>,
        width: "88px",
      },
      {
        id: "status",
        header: t("column.status"),
        cell: (key) => <KeyStatus of={key} />,
        sortKey: "status",
        width: "164px",
        card: "status",
      },
      {
        id: "version",
        header: t("column.version"),
        cell: (key) => (
          <>
            <span className="sm:hidden">{t("versionWord")} </span>
            <span className="font-medium text-ink max-sm:font-normal max-sm:text-ink-muted">
              {number(key.latestVersion)}
            </span>
          </>
        ),
        align: "end",
        width: "86px",
        hideBelow: "md",
        isOptional: true,
      },
      {
        id: "rotation",
        header: t("column.nextRotation"),
        cell: (key) => <NextRotation of={key} />,
        width: "156px",
        hideBelow: "lg",
        isOptional: true,
      },
      {
        id: "created",
        header: t("column.created"),
        cell: (key) => <RelativeTime value={key.createdAt} isFocusable={false} />,
        sortKey: "createdAt",
        width: "128px",
        hideBelow: "xl",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, number],
  );
}
