"use client";

import { ChevronDown, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Description } from "../labels/described-fields";
import { LabelBadge } from "../labels/label-badge";
import { PageName } from "../layout/page-name";
import type { Refusal } from "../query/use-console-change";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import { PageHeader } from "../ui/page-header";
import { DescribeDialog } from "./describe-dialog";

/** Changing what something is called. */
interface Editing {
  label: string;
  title: string;
  nameHelp: string;
  descriptionHelp: string;
  labelsHelp: string;
  save: (request: Description) => Promise<Refusal | null>;
}

/** Ending something for good. */
interface Ending {
  label: string;
  title: string;
  /** What is lost with it. */
  text: ReactNode;
  /** Leads away from the page when done. */
  end: () => Promise<Refusal | null>;
}

interface DescribedHeaderProps {
  of: { identity: string; name: string; description: string; labels: Readonly<Record<string, string>> };
  identityLabel: string;
  /** Null for those who may not. */
  editing: Editing | null;
  ending: Ending | null;
}

/** Head of the page of something that people name, describe and label, with the dialogs that change and end it. */
export function DescribedHeader({ of, identityLabel, editing, ending }: DescribedHeaderProps) {
  const t = useTranslations("ui");
  const [open, setOpen] = useState<"edit" | "end" | null>(null);
  const close = () => setOpen(null);

  async function save(request: Description): Promise<Refusal | null> {
    const refusal = (await editing?.save(request)) ?? null;
    if (refusal === null) close();
    return refusal;
  }

  return (
    <>
      <PageName name={of.name} />
      <PageHeader
        title={of.name}
        lead={of.description}
        facts={
          <>
            <Identifier value={of.identity} label={identityLabel} isFull />
            {Object.entries(of.labels).map(([name, value]) => (
              <LabelBadge key={name} name={name} value={value} />
            ))}
          </>
        }
        actions={
          <>
            {editing === null ? null : (
              <Button icon={<Pencil aria-hidden />} onPress={() => setOpen("edit")}>
                {editing.label}
              </Button>
            )}
            {ending === null ? null : <EndMenu label={ending.label} onEnd={() => setOpen("end")} />}
          </>
        }
      />
      {editing !== null && open === "edit" ? (
        <DescribeDialog
          title={editing.title}
          submitLabel={t("save")}
          initial={of}
          nameHelp={editing.nameHelp}
          descriptionHelp={editing.descriptionHelp}
          labelsHelp={editing.labelsHelp}
          onClose={close}
          onSubmit={save}
        />
      ) : null}
      {ending === null ? null : (
        <ConfirmDialog
          isOpen={open === "end"}
          onOpenChange={close}
          title={ending.title}
          confirmLabel={ending.label}
          name={of.name}
          isDangerous
          onConfirm={ending.end}
        >
          {ending.text}
        </ConfirmDialog>
      )}
    </>
  );
}

function EndMenu({ label, onEnd }: { label: string; onEnd: () => void }) {
  const t = useTranslations("ui");
  const entry = { id: "end", label, icon: <Trash2 aria-hidden />, isDangerous: true, onAction: onEnd };
  return (
    <Menu
      label={t("more")}
      groups={[{ id: "end", entries: [entry] }]}
      trigger={
        <Button>
          {t("more")}
          <ChevronDown aria-hidden />
        </Button>
      }
    />
  );
}
