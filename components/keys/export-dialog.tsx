"use client";

import { Eye, EyeOff, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { keyTypeFacts } from "@/lib/contract/key-types";
import type { KmsKey } from "@/lib/contract/kms";
import { reached } from "../query/reached";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Dialog } from "../ui/dialog";
import { Disclosure } from "../ui/disclosure";
import { InlineError } from "../ui/inline-error";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import type { KeyActions, KeyPlace } from "./key-actions";
import { useKeyRefresh } from "./queries";

interface ExportDialogProps {
  of: KmsKey;
  place: KeyPlace;
  exportKey: KeyActions["exportKey"];
  onClose: () => void;
}

interface Exported {
  version: string;
  material: string;
  isWrapped: boolean;
}

/** The material is taken off the page after this, shown or not. */
const KEPT_SECONDS = 60;

/** Lets the material of one version out: hidden until asked for, gone from the page after a minute. */
export function ExportDialog({ of, place, exportKey, onClose }: ExportDialogProps) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();
  const formId = useId();
  const [version, setVersion] = useState(String(of.latestVersion));
  const [wrapping, setWrapping] = useState("");
  const [wrappingError, setWrappingError] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<{ message: string; requestId?: string } | null>(null);
  const [exported, setExported] = useState<Exported | null>(null);

  async function run(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    setPending(true);
    setFailure(null);
    setWrappingError(null);
    const wrappingPublicKey = wrapping.trim() || undefined;
    const request = { keyVersion: Number(version), ...(wrappingPublicKey ? { wrappingPublicKey } : {}) };
    const result = await reached(() => exportKey(place, request), unreachable);
    setPending(false);
    refresh.used(place);
    if (!result.ok) return refuse(result.error);
    const { keyMaterial, keyVersion } = result.value;
    setExported({ version: String(keyVersion), material: keyMaterial, isWrapped: wrappingPublicKey !== undefined });
  }

  /** What is wrong with the given public key is said beside it, everything else above the buttons. */
  function refuse(error: { message: string; requestId: string }): void {
    const [path, ...words] = error.message.split(": ");
    if (path !== "wrappingPublicKey") {
      setFailure(error);
      return;
    }
    setWrappingError(t("export.wrappingKeyRefused", { reason: words.join(": ") }));
    area.current?.focus();
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("export.dialogTitle", { name: of.name })}
      footer={
        exported ? (
          <Button onPress={onClose}>{t("export.done")}</Button>
        ) : (
          <>
            <Button onPress={onClose}>{t("create.cancel")}</Button>
            <Button type="submit" form={formId} tone="danger" isPending={isPending}>
              {t("export.confirm")}
            </Button>
          </>
        )
      }
    >
      {exported ? (
        <ExportedMaterial of={of} exported={exported} onGone={() => setExported(null)} />
      ) : (
        <form id={formId} onSubmit={run} className="flex flex-col gap-4">
          <p className="flex items-start gap-2.5 rounded-control border border-warn/40 bg-warn-soft px-3 py-2.5 text-control">
            <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-warn" />
            <span>{t("export.warning")}</span>
          </p>
          {of.versions.length > 1 ? (
            <Select
              label={t("export.version")}
              options={of.versions
                .filter(({ status }) => status === "active")
                .toReversed()
                .map((one) => ({
                  value: String(one.version),
                  label: t(one.version === of.latestVersion ? "export.versionLatest" : "export.versionOption", {
                    version: one.version,
                  }),
                }))}
              value={version}
              onChange={setVersion}
            />
          ) : null}
          <Disclosure title={t("export.wrapped")}>
            <div className="pt-2">
              <TextArea
                label={t("export.wrappingKey")}
                help={t("export.wrappingKeyHelp")}
                rows={4}
                isMono
                areaRef={area}
                value={wrapping}
                onChange={(text) => {
                  setWrapping(text);
                  setWrappingError(null);
                }}
                error={wrappingError ?? undefined}
                placeholder="-----BEGIN PUBLIC KEY-----"
                autoComplete="off"
                spellCheck="false"
              />
            </div>
          </Disclosure>
          {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
        </form>
      )}
    </Dialog>
  );
}

interface ExportedMaterialProps {
  of: KmsKey;
  exported: Exported;
  onGone: () => void;
}

function ExportedMaterial({ of, exported, onGone }: ExportedMaterialProps) {
  const t = useTranslations("keys");
  const [isShown, setShown] = useState(false);
  const left = useSecondsLeft(KEPT_SECONDS, onGone);
  const { family } = keyTypeFacts(of.keyType);
  const form = exported.isWrapped ? "wrapped" : family === "aead" || family === "hmac" ? "raw" : "pkcs8";
  return (
    <div className="flex flex-col gap-3">
      <p className="text-control text-ink-muted">{t("export.result", { version: exported.version })}</p>
      <TextArea
        label={t(`export.form.${form}`)}
        aside={t("export.gone", { seconds: left })}
        rows={isShown ? Math.min(8, Math.ceil(exported.material.length / 48)) : 2}
        isMono
        isReadOnly
        value={isShown ? exported.material : "•".repeat(Math.min(exported.material.length, 88))}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          autoFocus
          icon={isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          onPress={() => setShown(!isShown)}
          aria-pressed={isShown}
        >
          {t(isShown ? "export.hide" : "export.show")}
        </Button>
        <CopyButton value={exported.material} label={t("export.material")} look="button" />
      </div>
      <p className="text-caption text-ink-muted">{t("export.clipboard")}</p>
    </div>
  );
}

/** Counts down and calls when it is over. */
function useSecondsLeft(seconds: number, onOver: () => void): number {
  const [end] = useState(() => Date.now() + seconds * 1_000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - Date.now()) / 1_000));
      setLeft(now);
      if (now === 0) onOver();
    }, 500);
    return () => clearInterval(timer);
  }, [end, onOver]);
  return left;
}
