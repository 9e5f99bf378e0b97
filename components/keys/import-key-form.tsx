"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { curlSample } from "@/lib/format/call-samples";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { Disclosure } from "../ui/disclosure";
import { InlineError } from "../ui/inline-error";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";
import { Switch } from "../ui/switch";
import { keysAddress } from "./addresses";
import { CallDisclosure } from "./create-key-call";
import { KeyAdvancedFields, KeyIdentityFields, KeyRegionField, KeyRotationFields } from "./create-key-fields";
import { CreateProgress } from "./create-progress";
import { emptyImport, type ImportDraft, type ImportWay, importRequestOf, mayRotate, originOf } from "./import-draft";
import { ImportMaterialFields, ImportWayField } from "./import-material-fields";
import type { CreateKey } from "./key-actions";
import { KeySummary } from "./key-summary";
import { KeyTypeField, KeyUseField } from "./key-use-fields";
import { KEY_USE_DEFAULT, typesFor } from "./key-uses";
import { draftOfUse, type KeyDraft } from "./new-key";
import { useImport } from "./use-import";
import { useKeyDraft } from "./use-key-draft";
import { useMaterialCheck } from "./use-material-check";
import { canWrapKey } from "./wrap-key";

interface ImportKeyFormProps {
  scope: Scope;
  regions: readonly RegionHealth[];
  /** Origin of the API. */
  origin: string;
  createKey: CreateKey;
}

/** The form for a key that exists already. It is wrapped on this page, or was elsewhere. */
export function ImportKeyForm({ scope, regions, origin, createKey }: ImportKeyFormProps) {
  const t = useTranslations("keys");
  const { form, draft, errors, setErrors, set } = useKeyDraft(regions, KEY_USE_DEFAULT, "imported");
  const [given, setGiven] = useState<ImportDraft>(emptyImport);
  const [isAdvanced, setAdvanced] = useState(false);
  const canWrap = useCanWrap();
  const read = useMaterialCheck(given, draft.keyType);
  const { submit, step, failure } = useImport(scope, createKey, setErrors, () => setGiven(emptyImport()));
  const isPublic = given.way === "public";

  function give(change: Partial<ImportDraft>) {
    setGiven((before) => ({ ...before, ...change }));
    setErrors({});
  }

  function chooseWay(way: ImportWay) {
    give({ way, source: "", fileName: null });
    if (originOf(way) !== originOf(given.way)) set(draftForWay(draft, way));
  }

  function check(event: FormEvent) {
    event.preventDefault();
    void submit(draft, given);
  }

  const parts = { draft, errors, set };
  const origins = { ...parts, origin: originOf(given.way) };
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,44rem)_minmax(0,20rem)]">
      <form ref={form} onSubmit={check} noValidate autoComplete="off" className="flex min-w-0 flex-col gap-4">
        <Panel title={t("import.partWay")}>
          <ImportWayField value={given.way} onChange={chooseWay} />
        </Panel>
        <Panel title={t("form.partUse")}>
          <div className="flex flex-col gap-5">
            <KeyUseField {...origins} />
            <KeyTypeField {...origins} />
          </div>
        </Panel>
        <Panel title={t(isPublic ? "import.partPublic" : "import.partMaterial")}>
          <ImportMaterialFields
            {...{ scope, draft, given, errors, read, canWrap }}
            onGive={give}
            onType={(keyType) =>
              set(typesFor(draft.use, origins.origin).includes(keyType) ? { keyType } : { use: "general", keyType })
            }
          />
        </Panel>
        <Panel title={t("form.partIdentity")}>
          <div className="flex flex-col gap-5">
            <KeyIdentityFields {...parts} scope={scope} />
            <KeyRegionField {...parts} regions={regions} />
          </div>
        </Panel>
        <Panel title={t("form.partRules")}>
          <div className="flex flex-col gap-4">
            {isPublic ? (
              <p className="text-control text-ink-muted">{t("import.publicNever")}</p>
            ) : (
              <Switch
                label={t("import.allowRotation")}
                help={t("import.allowRotationHelp")}
                isSelected={given.isRotationAllowed}
                onChange={(isRotationAllowed) => give({ isRotationAllowed })}
              />
            )}
            {mayRotate(given) ? <KeyRotationFields {...parts} /> : null}
            <Disclosure title={t("form.advanced")} isOpen={isAdvanced} onOpenChange={setAdvanced}>
              <div className="pt-3">
                <KeyAdvancedFields {...parts} isPublic={isPublic} />
              </div>
            </Disclosure>
          </div>
        </Panel>
        <ImportCall {...{ scope, origin, draft, given }} />
        {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" isPending={step !== null} isDisabled={given.way === "wrap" && !canWrap}>
            {t("import.action")}
          </Button>
          <ButtonLink href={keysAddress(scope)} tone="quiet">
            {t("create.cancel")}
          </ButtonLink>
          {step === null ? null : (
            <CreateProgress key={step} words={(seconds) => t(`import.step.${step}`, { seconds })} />
          )}
        </div>
      </form>
      <KeySummary draft={draft} isPublicOnly={isPublic} canRotate={mayRotate(given)} />
    </div>
  );
}

/** Another origin allows other types and uses. */
function draftForWay(draft: KeyDraft, way: ImportWay): Partial<KeyDraft> {
  const types = typesFor(draft.use, originOf(way));
  if (draft.keyType !== null && types.includes(draft.keyType)) return {};
  return draftOfUse(types.length > 0 ? draft.use : "sign", originOf(way));
}

/** What this browser can is known once it draws the page itself. */
function useCanWrap(): boolean {
  const [canWrap, setCanWrap] = useState(true);
  useEffect(() => setCanWrap(canWrapKey()), []);
  return canWrap;
}

function ImportCall({ scope, origin, draft, given }: Omit<ImportKeyFormProps, "regions" | "createKey"> & Drafts) {
  const isPublic = given.way === "public";
  const { importKeyMaterial: _, importPublicKey: __, ...rest } = importRequestOf(draft, given, "");
  const code = curlSample({
    method: "POST",
    url: `${origin}/v1/kms/${draft.region ?? "nl-01"}/keys`,
    organisation: scope.organisation,
    project: scope.project,
    body: isPublic ? { ...rest, importPublicKey: PUBLIC_EXAMPLE } : rest,
    fromFile: isPublic ? undefined : { field: "importKeyMaterial", file: "wrapped.txt", as: "text" },
  });
  return <CallDisclosure code={code} />;
}

interface Drafts {
  draft: KeyDraft;
  given: ImportDraft;
}

const PUBLIC_EXAMPLE = "-----BEGIN PUBLIC KEY-----\nMFkwEwYH…\n-----END PUBLIC KEY-----";
