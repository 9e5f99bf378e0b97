"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { DnsZone, ZoneImport } from "@/lib/contract/dns";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { RadioCards } from "../ui/radio-cards";
import { TextArea } from "../ui/text-area";
import { ImportPreview } from "./import-preview";
import type { ZoneActions, ZonePlace } from "./zone-actions";
import { zoneTitle } from "./zone-title";

interface ImportDialogProps {
  zone: DnsZone;
  place: ZonePlace;
  actions: ZoneActions;
  onClose: () => void;
}

const FIELDS = ["zoneFile"] as const;
/** What a page sends at once, in characters; larger files go through the API. */
const PASTED_CHARACTERS_MAX = 700_000;

/** Takes over a zone file that is pasted or chosen: first what would change, then the change. */
export function ImportDialog({ zone, place, actions, onClose }: ImportDialogProps) {
  const t = useTranslations("dns");
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission(FIELDS);
  const [zoneFile, setZoneFile] = useState("");
  const [mode, setMode] = useState<"add" | "replace">("add");
  const [preview, setPreview] = useState<ZoneImport | null>(null);
  const [wrongLines, setWrongLines] = useState<readonly string[]>([]);
  const request = { zoneFile, replaceExisting: mode === "replace" };
  const changes = preview === null ? 0 : preview.created + preview.updated + preview.deleted;
  const changesSomething = preview !== null && (changes > 0 || preview.startOfAuthority === "updated");

  function set(change: () => void) {
    change();
    setPreview(null);
    setWrongLines([]);
    form.touch();
  }

  function submit() {
    const text = zoneFile.trim();
    const problem = text === "" ? "import.missing" : text.length > PASTED_CHARACTERS_MAX ? "import.tooLong" : null;
    if (!form.check(problem === null ? {} : { zoneFile: t(problem) })) return;
    setWrongLines([]);
    void form.submit(async () => {
      const refusal = await (changesSomething
        ? runOrExplain(
            () => actions.importZone(place, request),
            (done) => {
              notify({
                title: t("import.done", { created: done.created, updated: done.updated, deleted: done.deleted }),
              });
              onClose();
            },
          )
        : runOrExplain(() => actions.previewImport(place, request), setPreview));
      const lines = refusal?.code === "invalid_request" ? wrongLinesIn(refusal.message) : [];
      if (lines.length === 0) return refusal;
      setWrongLines(lines);
      form.check({ zoneFile: t("import.wrongLines", { count: lines.length }) });
      return null;
    });
  }

  return (
    <FormDialog
      title={t("import.title", { zone: zoneTitle(zone) })}
      submitLabel={changesSomething ? t("import.confirm", { count: changes }) : t("import.preview")}
      onSubmit={submit}
      isDangerous={changesSomething && preview.deleted > 0}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
      size="wide"
    >
      <TextArea
        label={t("import.file")}
        help={t("import.fileHelp")}
        isMono
        autoFocus
        rows={preview === null ? 10 : 4}
        spellCheck="false"
        placeholder={"$TTL 3600\n@     MX  10 mail\nmail  A   192.0.2.25"}
        value={zoneFile}
        onChange={(text) => set(() => setZoneFile(text))}
        error={form.errors.zoneFile}
        aside={<FileChoice onText={(text) => set(() => setZoneFile(text))} />}
      />
      {wrongLines.length === 0 ? null : (
        <ul
          aria-label={t("import.wrongLinesLabel")}
          className="-mt-3 flex flex-col gap-1 rounded-control border border-bad/40 bg-bad-soft px-3 py-2 text-caption"
        >
          {wrongLines.map((line) => (
            <li key={line} className="break-words">
              {line}
            </li>
          ))}
        </ul>
      )}
      <RadioCards
        label={t("import.mode")}
        columns={2}
        value={mode}
        onChange={(next) => set(() => setMode(next === "replace" ? "replace" : "add"))}
        cards={[
          { value: "add", title: t("import.add"), detail: t("import.addText") },
          { value: "replace", title: t("import.replace"), detail: t("import.replaceText") },
        ]}
      />
      {preview === null ? null : <ImportPreview of={preview} />}
    </FormDialog>
  );
}

/** What a refusal says of each line, as sentences. */
function wrongLinesIn(message: string): string[] {
  const [, told] = /^zoneFile: (line \d.*)$/s.exec(message) ?? [];
  return told === undefined ? [] : told.split("\n").map((line) => line.charAt(0).toUpperCase() + line.slice(1));
}

/** Reads a file into the field. */
function FileChoice({ onText }: { onText: (text: string) => void }) {
  const t = useTranslations("dns");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        tabIndex={-1}
        aria-hidden
        className="hidden"
        onChange={async (event) => {
          const file = event.target.files?.[0];
          if (file) onText(await file.text());
        }}
      />
      <Button tone="quiet" icon={<FileUp aria-hidden />} className="-my-1.5" onPress={() => input.current?.click()}>
        {t("import.choose")}
      </Button>
    </>
  );
}
