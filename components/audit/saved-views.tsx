"use client";

import { Bookmark, BookmarkPlus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { FormDialog } from "../ui/form-dialog";
import { Menu } from "../ui/menu";
import type { MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { TextField } from "../ui/text-field";
import type { AuditAddress } from "./use-audit-page";
import { readViews, type SavedView, withoutView, withView, writeViews } from "./views";

/** Questions that somebody asks again and again, kept in this browser by name. */
export function SavedViews({ scope, address }: { scope: Scope; address: AuditAddress }) {
  const t = useTranslations("audit");
  const [views, setViews] = useState<readonly SavedView[]>([]);
  const [isNaming, setNaming] = useState(false);
  // The browser's memory is not there while the server draws.
  useEffect(() => setViews(readViews(scope.organisation)), [scope.organisation]);

  function keep(next: readonly SavedView[]) {
    setViews(next);
    writeViews(scope.organisation, next);
  }

  function remove(view: SavedView) {
    keep(withoutView(views, view.name));
    notify({
      title: t("views.removed", { name: view.name }),
      undo: () => keep(withView(withoutView(views, view.name), view)),
    });
  }

  const groups: MenuGroup[] = [
    {
      id: "open",
      entries: views.map((view) => ({
        id: `open ${view.name}`,
        label: view.name,
        icon: <Bookmark aria-hidden />,
        href: `?${view.query}`,
      })),
    },
    {
      id: "save",
      entries: [
        { id: "save", label: t("views.save"), icon: <BookmarkPlus aria-hidden />, onAction: () => setNaming(true) },
      ],
    },
    {
      id: "remove",
      entries: views.map((view) => ({
        id: `remove ${view.name}`,
        label: t("views.remove", { name: view.name }),
        icon: <Trash2 aria-hidden />,
        onAction: () => remove(view),
      })),
    },
  ].filter(({ entries }) => entries.length > 0);

  return (
    <>
      <Menu
        label={t("views.title")}
        groups={groups}
        trigger={<Button icon={<Bookmark aria-hidden />}>{t("views.title")}</Button>}
      />
      {isNaming ? (
        <NameDialog
          onClose={() => setNaming(false)}
          onName={(name) => {
            const kept = new URLSearchParams(address.search);
            for (const parameter of ["record", "live"]) kept.delete(parameter);
            keep(withView(views, { name, query: kept.toString() }));
            setNaming(false);
            notify({ title: t("views.saved", { name }) });
          }}
        />
      ) : null}
    </>
  );
}

function NameDialog({ onClose, onName }: { onClose: () => void; onName: (name: string) => void }) {
  const t = useTranslations("audit");
  const [name, setName] = useState("");
  const [isTried, setTried] = useState(false);
  const error = isTried && name.trim() === "" ? t("views.nameMissing") : undefined;
  return (
    <FormDialog
      title={t("views.saveTitle")}
      submitLabel={t("views.saveAction")}
      onSubmit={() => {
        setTried(true);
        if (name.trim() !== "") onName(name.trim());
      }}
      onClose={onClose}
      isPending={false}
      failure={null}
      errors={{ name: error }}
    >
      <TextField label={t("views.name")} help={t("views.nameHelp")} value={name} onChange={setName} error={error} />
    </FormDialog>
  );
}
