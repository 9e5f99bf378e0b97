"use client";

import { Bell, ChevronDown, FilePlus2, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import { folderOf } from "@/lib/contract/secret-path";
import { LabelBadge } from "../labels/label-badge";
import { reached } from "../query/reached";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import type { MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { PageHeader } from "../ui/page-header";
import { folderAddress } from "./addresses";
import { NewVersionDialog } from "./new-version-dialog";
import { useTreeRefresh } from "./queries";
import { ReminderDialog } from "./reminder-dialog";
import type { SecretActions, SecretPlace } from "./secret-actions";

interface SecretHeaderProps {
  of: SecretDetail;
  place: SecretPlace;
  actions: SecretActions;
}

/** The others stand among the facts. */
const LABELS_SHOWN_MAX = 3;

/** A long path breaks after a slash or hyphen before it breaks within a name. */
const breakable = (path: string) =>
  path.split(/(?<=[/-])(?=[^/-])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text stay where they are
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));

/** Path, identity, and what can be done with the secret as a whole. */
export function SecretHeader({ of, place, actions }: SecretHeaderProps) {
  const t = useTranslations("secrets");
  const [open, setOpen] = useState<"version" | "reminder" | "delete" | null>(null);
  const { secret, rights } = of;
  const close = () => setOpen(null);
  const more = useMore(of, setOpen);
  return (
    <>
      <PageHeader
        title={<span className="font-mono wrap-anywhere">{breakable(secret.path)}</span>}
        lead={secret.description}
        facts={
          <>
            <Identifier value={secret.identity} label={t("detail.identity")} isFull />
            <Badge>{secret.region.slug}</Badge>
            {Object.entries(secret.labels ?? {})
              .slice(0, LABELS_SHOWN_MAX)
              .map(([name, value]) => (
                <LabelBadge key={name} name={name} value={value} />
              ))}
          </>
        }
        actions={
          <>
            {rights.writeValue ? (
              <Button icon={<FilePlus2 aria-hidden />} onPress={() => setOpen("version")}>
                {t("detail.newVersion")}
              </Button>
            ) : null}
            {more.length > 0 ? (
              <Menu
                label={t("detail.moreActions")}
                groups={more}
                trigger={
                  <Button>
                    {t("detail.more")}
                    <ChevronDown aria-hidden />
                  </Button>
                }
              />
            ) : null}
          </>
        }
      />
      {open === "version" ? (
        <NewVersionDialog of={secret} place={place} putSecretValue={actions.putSecretValue} onClose={close} />
      ) : null}
      {open === "reminder" ? (
        <ReminderDialog of={secret} place={place} updateSecret={actions.updateSecret} onClose={close} />
      ) : null}
      {open === "delete" ? <DeleteDialog of={of} place={place} actions={actions} onClose={close} /> : null}
    </>
  );
}

function useMore({ rights }: SecretDetail, open: (dialog: "reminder" | "delete") => void): MenuGroup[] {
  const t = useTranslations("secrets");
  const change = {
    id: "reminder",
    label: t("reminder.change"),
    icon: <Bell aria-hidden />,
    onAction: () => open("reminder"),
  };
  const remove = {
    id: "delete",
    label: t("delete.action"),
    detail: t("delete.detail"),
    icon: <Trash2 aria-hidden />,
    isDangerous: true,
    onAction: () => open("delete"),
  };
  return [
    ...(rights.update ? [{ id: "change", entries: [change] }] : []),
    ...(rights.delete ? [{ id: "end", entries: [remove] }] : []),
  ];
}

function DeleteDialog({ of, place, actions, onClose }: SecretHeaderProps & { onClose: () => void }) {
  const t = useTranslations("secrets");
  const router = useRouter();
  const unreachable = useTranslations("ui")("errorNetwork");
  const refreshTree = useTreeRefresh();
  const { path, latestVersion } = of.secret;

  async function remove() {
    const result = await reached(() => actions.deleteSecret(place), unreachable);
    if (!result.ok) return result.error;
    refreshTree(place);
    notify({ title: t("delete.done", { path }) });
    router.push(folderAddress(place, place.region, folderOf(path)));
    return null;
  }

  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={t("delete.title", { path })}
      confirmLabel={t("delete.confirm")}
      name={path}
      onConfirm={remove}
    >
      <p>{t("delete.text", { count: latestVersion })}</p>
      <p className="mt-2">{t("delete.depends")}</p>
    </ConfirmDialog>
  );
}
