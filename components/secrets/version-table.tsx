"use client";

import { CircleCheck, Copy, EllipsisVertical, Eye, Tag, Tags, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CURRENT_STAGE } from "@/lib/contract/secret-limits";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import type { SecretMessage } from "@/lib/contract/secrets";
import { useConsoleChange } from "../query/use-console-change";
import { Badge } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { IconButton } from "../ui/icon-button";
import { Menu } from "../ui/menu";
import type { MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import type { SecretActions, SecretPlace } from "./secret-actions";
import { StageDialog } from "./stage-dialog";
import { useStages } from "./use-stages";

type Version = NonNullable<SecretMessage["versions"]>[number];

interface VersionTableProps {
  of: SecretDetail;
  place: SecretPlace;
  actions: SecretActions;
  onReveal: (purpose: "show" | "copy", version: number) => void;
}

/** Longer histories are opened by hand: most looks are about the newest. */
const SHOWN_AT_FIRST = 50;
const COLUMNS = ["version", "status", "stages", "key", "by", "when"] as const;

/** Every version, newest first, and what can be done with it. */
export function VersionTable({ of, place, actions, onReveal }: VersionTableProps) {
  const t = useTranslations("secrets");
  const [open, setOpen] = useState<{ kind: "stage" | "destroy"; version: Version } | null>(null);
  const [shownMax, setShownMax] = useState(SHOWN_AT_FIRST);
  const stages = useStages(of.secret, place, actions.updateSecret);
  const versions = (of.secret.versions ?? []).toReversed();
  const menuOf = useMenu(of, onReveal, stages.remove, setOpen);
  const close = () => setOpen(null);
  return (
    <>
      <table aria-label={t("version.title")} className="w-full border-separate border-spacing-0 max-sm:block">
        <thead className="max-sm:sr-only">
          <tr className="text-left text-control text-ink-muted [&>th]:h-9 [&>th]:border-line [&>th]:border-b [&>th]:px-4 [&>th]:font-medium">
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="whitespace-nowrap">
                {t(`version.column.${column}`)}
              </th>
            ))}
            <th scope="col" className="w-12">
              <span className="sr-only">{t("detail.moreActions")}</span>
            </th>
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {versions.slice(0, shownMax).map((version) => (
            <VersionRow
              key={version.version}
              version={version}
              by={of.names[version.createdBy]}
              menu={menuOf(version)}
            />
          ))}
        </tbody>
      </table>
      {versions.length > shownMax ? (
        <button
          type="button"
          onClick={() => setShownMax(Number.POSITIVE_INFINITY)}
          className="h-10 w-full border-line border-t font-medium text-accent-text text-control hover:bg-sunken"
        >
          {t("version.older", { count: versions.length - shownMax })}
        </button>
      ) : null}
      {open?.kind === "stage" ? (
        <StageDialog version={open.version.version} onSet={stages.set} onClose={close} />
      ) : null}
      {open?.kind === "destroy" ? (
        <DestroyDialog secret={of.secret} version={open.version} place={place} actions={actions} onClose={close} />
      ) : null}
    </>
  );
}

const CELL =
  "h-11 border-line border-b px-4 py-1.5 in-[tr:last-child]:border-b-0 max-sm:h-auto max-sm:border-b-0 max-sm:p-0";

function VersionRow({ version, by, menu }: { version: Version; by: string | undefined; menu: readonly MenuGroup[] }) {
  const t = useTranslations("secrets");
  const label = t("version.actions", { version: version.version });
  const isActive = version.status === "active";
  return (
    <tr className="text-control max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:border-line max-sm:border-b max-sm:px-4 max-sm:py-2.5 max-sm:last:border-b-0">
      <td className={`${CELL} font-medium font-mono`}>{version.version}</td>
      <td className={CELL}>
        <Status tone={isActive ? "good" : "idle"} icon={isActive ? CircleCheck : Trash2}>
          {t(isActive ? "version.active" : "version.destroyed")}
        </Status>
      </td>
      <td className={`${CELL} max-sm:flex-1`}>
        <span className="flex flex-wrap gap-1">
          {version.stages.map((stage) => (
            <Badge key={stage} isText={stage === CURRENT_STAGE}>
              {stage === CURRENT_STAGE ? t("version.current") : stage}
            </Badge>
          ))}
        </span>
      </td>
      <td className={`${CELL} text-ink-muted max-sm:hidden`}>{version.kmsKeyVersion}</td>
      <td className={`${CELL} text-ink-muted max-sm:order-1 max-sm:basis-full max-sm:text-caption`}>
        {by ?? t("version.gone")}
        <span className="sm:hidden">
          {", "}
          <RelativeTime value={version.createdAt} />
        </span>
      </td>
      <td className={`${CELL} whitespace-nowrap text-ink-muted max-sm:hidden`}>
        <RelativeTime value={version.createdAt} />
      </td>
      <td className={`${CELL} w-12 pr-2 text-right`}>
        {menu.length === 0 ? null : (
          <Menu
            label={label}
            groups={menu}
            trigger={<IconButton label={label} icon={<EllipsisVertical aria-hidden />} />}
          />
        )}
      </td>
    </tr>
  );
}

function useMenu(
  { rights }: SecretDetail,
  onReveal: VersionTableProps["onReveal"],
  removeStage: (stage: string) => void,
  open: (dialog: { kind: "stage" | "destroy"; version: Version }) => void,
): (version: Version) => MenuGroup[] {
  const t = useTranslations("secrets");
  return (version) => {
    const { version: number, status, stages } = version;
    if (status !== "active") return [];
    const read = [
      { id: "show", label: t("version.reveal"), icon: <Eye aria-hidden />, onAction: () => onReveal("show", number) },
      { id: "copy", label: t("version.copy"), icon: <Copy aria-hidden />, onAction: () => onReveal("copy", number) },
    ];
    const stage = [
      {
        id: "stage",
        label: t("stage.add"),
        icon: <Tag aria-hidden />,
        onAction: () => open({ kind: "stage", version }),
      },
      ...stages
        .filter((name) => name !== CURRENT_STAGE)
        .map((name) => ({
          id: `remove-${name}`,
          label: t("stage.remove", { stage: name }),
          icon: <Tags aria-hidden />,
          onAction: () => removeStage(name),
        })),
    ];
    const destroy = {
      id: "destroy",
      label: t("version.destroy"),
      icon: <Trash2 aria-hidden />,
      isDangerous: true,
      onAction: () => open({ kind: "destroy", version }),
    };
    return [
      ...(rights.readValue ? [{ id: "read", entries: read }] : []),
      ...(rights.update ? [{ id: "stages", entries: stage }] : []),
      ...(rights.delete ? [{ id: "end", entries: [destroy] }] : []),
    ];
  };
}

interface DestroyDialogProps {
  secret: SecretMessage;
  version: Version;
  place: SecretPlace;
  actions: SecretActions;
  onClose: () => void;
}

function DestroyDialog({ secret, version, place, actions, onClose }: DestroyDialogProps) {
  const t = useTranslations("secrets");
  const { runOrExplain } = useConsoleChange(place);
  const { version: number } = version;
  const left = (secret.versions ?? []).filter((other) => other.status === "active" && other.version !== number);
  const stages = version.stages.filter((stage) => stage !== CURRENT_STAGE);
  const isCurrent = number === secret.currentVersion;
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={t("version.destroyTitle", { version: number })}
      confirmLabel={t("version.destroyConfirm")}
      name={secret.path}
      onConfirm={() =>
        runOrExplain(
          () => actions.destroySecretVersion(place, { version: number }),
          () => notify({ title: t("version.destroyedNow", { version: number }) }),
        )
      }
    >
      <p>{t("version.destroyText")}</p>
      {isCurrent ? (
        <p className="mt-2">{t(left.length === 0 ? "version.destroyLast" : "version.destroyCurrent")}</p>
      ) : null}
      {stages.length > 0 ? (
        <p className="mt-2">{t("version.destroyStages", { count: stages.length, names: stages.join(", ") })}</p>
      ) : null}
    </ConfirmDialog>
  );
}
