"use client";

import { FileKey, Folder } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { SecretRow } from "@/lib/contract/secret-pages";
import { folderOf } from "@/lib/contract/secret-path";
import { KeyStatus } from "../keys/key-status";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import type { TreeRow } from "./queries";
import { ReminderDue } from "./reminder-due";

/** What a row is called below a folder: `database` for `/app/database`. */
export function nameBelow({ kind, path }: TreeRow, folder: string): string {
  const below = path.startsWith(folder) ? path.slice(folder.length) : path;
  return kind === "folder" ? below.slice(0, -1) : below;
}

/** Columns of the tree; folders have only their name. */
export function useSecretColumns(folder: string): readonly TableColumn<TreeRow>[] {
  const t = useTranslations("secrets");
  const number = useNumberFormat();
  return useMemo(() => {
    const ofSecret = (cell: NonNullable<TableColumn<SecretRow>["cell"]>) => (row: TreeRow) =>
      row.kind === "secret" ? cell(row.secret) : null;
    return [
      { id: "path", header: t("column.path"), cell: (row) => <RowName row={row} folder={folder} /> },
      {
        id: "key",
        header: t("column.key"),
        cell: ofSecret(({ kmsKey }) => <KeyOf kmsKey={kmsKey} />),
        width: "22%",
        isOptional: true,
      },
      {
        id: "version",
        header: t("column.version"),
        cell: ofSecret(({ currentVersion }) => (
          <>
            <span className="sm:hidden">{t("column.version")} </span>
            <span className="font-medium text-ink max-sm:font-normal max-sm:text-ink-muted">
              {currentVersion === 0 ? t("noVersion") : number(currentVersion)}
            </span>
          </>
        )),
        align: "end",
        width: "84px",
        isOptional: true,
      },
      {
        id: "read",
        header: t("column.read"),
        cell: ofSecret(({ lastAccessedAt }) =>
          lastAccessedAt ? (
            <RelativeTime value={lastAccessedAt} isFocusable={false} />
          ) : (
            <span className="text-ink-faint">{t("neverRead")}</span>
          ),
        ),
        width: "136px",
        hideBelow: "md",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "changed",
        header: t("column.changed"),
        cell: ofSecret(({ updatedAt }) => <RelativeTime value={updatedAt} isFocusable={false} />),
        width: "136px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "reminder",
        header: t("column.reminder"),
        cell: ofSecret(({ rotationDueAt }) => <ReminderDue value={rotationDueAt} isFocusable={false} />),
        width: "150px",
        hideBelow: "md",
        isOptional: true,
      },
    ];
  }, [t, number, folder]);
}

function RowName({ row, folder }: { row: TreeRow; folder: string }) {
  const name = nameBelow(row, folder);
  const before = row.kind === "secret" ? folderOf(`/${name}`).slice(1) : "";
  const Icon = row.kind === "folder" ? Folder : FileKey;
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />
      <span className="truncate font-mono">
        {before === "" ? null : <span className="font-normal text-ink-muted">{before}</span>}
        {name.slice(before.length)}
        {row.kind === "folder" ? <span className="text-ink-faint">/</span> : null}
      </span>
    </span>
  );
}

function KeyOf({ kmsKey }: Pick<SecretRow, "kmsKey">) {
  const { name, identity, status } = kmsKey;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate text-ink" title={name ?? identity}>
        {name ?? <span className="font-mono text-caption">{identity}</span>}
      </span>
      {status === undefined || status === "active" ? null : <KeyStatus of={{ ...kmsKey, status }} />}
    </span>
  );
}
