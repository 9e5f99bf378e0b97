"use client";

import { ShieldCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyType } from "@/lib/contract/key-types";
import { keyTypeFacts } from "@/lib/contract/key-types";
import { WRAPPING_HASHES, type WrappingHash } from "@/lib/contract/wrapping-hashes";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { RadioCards } from "../ui/radio-cards";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import type { ImportDraft, ImportWay } from "./import-draft";
import { MaterialField } from "./material-field";
import type { DraftErrors, KeyDraft } from "./new-key";
import type { ReadMaterial } from "./read-key-material";
import { useMaterialWords } from "./use-material-check";
import { WrappingKeyPanel } from "./wrapping-key-panel";

const WAYS = ["wrap", "wrapped", "public"] as const satisfies readonly ImportWay[];

/** How the key comes. */
export function ImportWayField({ value, onChange }: { value: ImportWay; onChange: (way: ImportWay) => void }) {
  const t = useTranslations("keys");
  return (
    <RadioCards
      label={t("import.way")}
      columns={3}
      autoFocus
      value={value}
      onChange={(chosen) => onChange(WAYS.find((way) => way === chosen) ?? "wrap")}
      cards={WAYS.map((way) => ({
        value: way,
        title: t(`import.ways.${way}`),
        detail: t(`import.waysDetail.${way}`),
      }))}
    />
  );
}

interface ImportMaterialFieldsProps {
  scope: Scope;
  draft: KeyDraft;
  given: ImportDraft;
  errors: DraftErrors;
  /** What was recognised of the given key so far. */
  read: ReadMaterial | null;
  canWrap: boolean;
  onGive: (change: Partial<ImportDraft>) => void;
  onType: (keyType: KeyType) => void;
}

/** The key itself, in the form that its way asks for. */
export function ImportMaterialFields(props: ImportMaterialFieldsProps) {
  const { draft, given, canWrap } = props;
  if (draft.keyType === null) return null;
  if (given.way === "wrapped") return <WrappedFields {...props} />;
  if (given.way === "wrap" && !canWrap) return <CannotWrap />;
  return (
    <div className="flex flex-col gap-4">
      {given.way === "wrap" ? <StaysHere /> : null}
      <GivenKey {...props} keyType={draft.keyType} />
    </div>
  );
}

function GivenKey({ given, errors, read, onGive, onType, keyType }: ImportMaterialFieldsProps & { keyType: KeyType }) {
  const t = useTranslations("keys");
  const words = useMaterialWords();
  const kind = given.way === "public" ? "public" : keyTypeFacts(keyType).family === "aead" ? "raw" : "private";
  const live = read === null || read.ok ? undefined : words(read, keyType);
  const found = read?.ok === false ? read.found : undefined;
  return (
    <div className="flex flex-col gap-2">
      <MaterialField
        label={t(`import.material.${kind}`)}
        help={t(`import.materialHelp.${kind}`, { bytes: rawBytes(keyType) })}
        placeholder={kind === "raw" ? "" : `-----BEGIN ${kind === "public" ? "PUBLIC" : "PRIVATE"} KEY-----`}
        source={given.source}
        fileName={given.fileName}
        onChange={(source, fileName) => onGive({ source, fileName })}
        error={errors.material ?? live}
        recognised={read?.ok ? words(read, keyType) : undefined}
      />
      {found === undefined ? null : (
        <Button className="self-start" onPress={() => onType(found)}>
          {t("import.chooseType", { keyType: found })}
        </Button>
      )}
    </div>
  );
}

function rawBytes(keyType: KeyType): number {
  const facts = keyTypeFacts(keyType);
  return facts.family === "aead" ? facts.keyBytes : 0;
}

/** The promise this page makes about the key. */
function StaysHere() {
  const t = useTranslations("keys");
  return (
    <div className="flex items-start gap-2.5 rounded-control border border-accent/40 bg-accent-soft px-3 py-2.5">
      <ShieldCheck aria-hidden className="mt-px size-4 shrink-0 text-accent-text" />
      <div className="min-w-0 text-control">
        <p className="font-medium">{t("import.staysTitle")}</p>
        <p className="mt-0.5 text-ink-muted">{t("import.stays")}</p>
      </div>
    </div>
  );
}

function CannotWrap() {
  const t = useTranslations("keys");
  return (
    <div
      role="alert"
      className="flex items-start gap-2.5 rounded-control border border-warn/40 bg-warn-soft px-3 py-2.5 text-control"
    >
      <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-warn" />
      <p>{t("import.cannotWrap")}</p>
    </div>
  );
}

function WrappedFields({ scope, draft, given, errors, onGive }: ImportMaterialFieldsProps) {
  const t = useTranslations("keys");
  const hashes = Object.keys(WRAPPING_HASHES) as WrappingHash[];
  return (
    <div className="flex flex-col gap-4">
      {draft.region === null ? null : <WrappingKeyPanel scope={scope} region={draft.region} />}
      <TextArea
        label={t("import.blob")}
        help={t("import.blobHelp")}
        rows={5}
        isMono
        value={given.blob}
        onChange={(blob) => onGive({ blob })}
        error={errors.material}
        autoComplete="off"
        spellCheck="false"
      />
      <Select
        label={t("import.hash")}
        help={t("import.hashHelp")}
        isMono
        options={hashes.map((name) => ({ value: name, label: name }))}
        value={given.hash}
        onChange={(name) => onGive({ hash: hashes.find((hash) => hash === name) ?? "SHA256" })}
        className="max-w-64"
      />
    </div>
  );
}
