"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { keyTypeFacts } from "@/lib/contract/key-types";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { Disclosure } from "../ui/disclosure";
import { InlineError } from "../ui/inline-error";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";
import { keysAddress } from "./addresses";
import { CreateKeyCall } from "./create-key-call";
import { KeyAdvancedFields, KeyIdentityFields, KeyRegionField, KeyRotationFields } from "./create-key-fields";
import { CreateProgress } from "./create-progress";
import type { CreateKey } from "./key-actions";
import { KeySummary } from "./key-summary";
import { KeyTypeField, KeyUseField } from "./key-use-fields";
import type { KeyUse } from "./key-uses";
import { draftErrors, requestOf } from "./new-key";
import { useCreateKey } from "./use-create-key";
import { useKeyDraft } from "./use-key-draft";

interface CreateKeyFormProps {
  scope: Scope;
  regions: readonly RegionHealth[];
  /** Origin of the API. */
  origin: string;
  /** What the key is for, until another use is chosen. */
  use: KeyUse;
  createKey: CreateKey;
}

/** The form for a new key: what it is for decides what is offered further down. */
export function CreateKeyForm({ scope, regions, origin, use, createKey }: CreateKeyFormProps) {
  const t = useTranslations("keys");
  const { form, draft, errors, setErrors, set } = useKeyDraft(regions, use, "generated");
  const { submit, isPending, failure } = useCreateKey(scope, createKey, setErrors);
  const [isAdvanced, setAdvanced] = useState(false);
  const request = requestOf(draft);

  function check(event: FormEvent) {
    event.preventDefault();
    const found = draftErrors(draft, (problem, values) => t(`problem.${problem}`, values));
    if (found.rsaPaddings !== undefined) setAdvanced(true);
    if (Object.keys(found).length > 0) return setErrors(found);
    if (!isPending && draft.region !== null) void submit(draft.region, request);
  }

  const parts = { draft, errors, set };
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,44rem)_minmax(0,20rem)]">
      <form ref={form} onSubmit={check} noValidate className="flex min-w-0 flex-col gap-4">
        <Panel title={t("form.partUse")}>
          <div className="flex flex-col gap-5">
            <KeyUseField {...parts} origin="generated" autoFocus />
            <KeyTypeField {...parts} origin="generated" />
          </div>
        </Panel>
        <Panel title={t("form.partIdentity")}>
          <div className="flex flex-col gap-5">
            <KeyIdentityFields {...parts} scope={scope} />
            <KeyRegionField {...parts} regions={regions} />
          </div>
        </Panel>
        <Panel title={t("form.partRules")}>
          <div className="flex flex-col gap-4">
            <KeyRotationFields {...parts} />
            <Disclosure title={t("form.advanced")} isOpen={isAdvanced} onOpenChange={setAdvanced}>
              <div className="pt-3">
                <KeyAdvancedFields {...parts} />
              </div>
            </Disclosure>
          </div>
        </Panel>
        <CreateKeyCall scope={scope} region={draft.region ?? "nl-01"} origin={origin} request={request} />
        {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" isPending={isPending}>
            {t("create.action")}
          </Button>
          <ButtonLink href={keysAddress(scope)} tone="quiet">
            {t("create.cancel")}
          </ButtonLink>
          {isPending && draft.keyType !== null && keyTypeFacts(draft.keyType).family === "rsa" ? (
            <CreateProgress words={(seconds) => t("create.primes", { type: draft.keyType ?? "", seconds })} />
          ) : null}
        </div>
      </form>
      <KeySummary draft={draft} canRotate />
    </div>
  );
}
