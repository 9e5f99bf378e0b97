"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { ButtonLink } from "../ui/link";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { keyAddress, keysAddress } from "./addresses";
import { CreateKeyCall } from "./create-key-call";
import { KeyIdentityFields, KeyPlacementFields, KeyRulesFields } from "./create-key-fields";
import type { CreateKey, Scope } from "./key-actions";
import { type DraftErrors, draftErrors, emptyDraft, type KeyDraft, requestOf, serverErrors } from "./new-key";
import { useKeyRefresh } from "./queries";
import { reached } from "./reached";

interface CreateKeyFormProps {
  scope: Scope;
  regions: readonly RegionHealth[];
  /** Origin of the API. */
  origin: string;
  createKey: CreateKey;
}

type Failure = { message: string; requestId?: string };

/** The form for a new key. */
export function CreateKeyForm({ scope, regions, origin, createKey }: CreateKeyFormProps) {
  const t = useTranslations("keys");
  const form = useRef<HTMLFormElement>(null);
  const firstRegion =
    regions.find(({ state }) => state === "available") ?? regions.find(({ state }) => state === "slow");
  const [draft, setDraft] = useState<KeyDraft>(() => emptyDraft(firstRegion?.slug ?? null));
  const [errors, setErrors] = useState<DraftErrors>({});
  const { submit, isPending, failure } = useCreate(scope, createKey, setErrors);

  // Once the errors are drawn, not before: the first field that has one.
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    form.current
      ?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] input, [data-invalid] button")
      ?.focus();
  }, [errors]);

  function set(change: Partial<KeyDraft>) {
    setDraft((before) => ({ ...before, ...change }));
    setErrors({});
  }

  function check(event: FormEvent) {
    event.preventDefault();
    const found = draftErrors(draft, (problem, values) => t(`problem.${problem}`, values));
    if (Object.keys(found).length > 0) return setErrors(found);
    void submit(draft);
  }

  const parts = { draft, errors, set };
  return (
    <form ref={form} onSubmit={check} noValidate className="flex max-w-[44rem] flex-col gap-4">
      <Panel title={t("form.partIdentity")}>
        <KeyIdentityFields {...parts} scope={scope} />
      </Panel>
      <Panel title={t("form.partPlacement")}>
        <KeyPlacementFields {...parts} regions={regions} />
      </Panel>
      <Panel title={t("form.partRules")}>
        <KeyRulesFields {...parts} />
      </Panel>
      <CreateKeyCall scope={scope} region={draft.region ?? "nl-01"} origin={origin} request={requestOf(draft)} />
      {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
      <div className="flex items-center gap-2">
        <Button type="submit" tone="primary" isPending={isPending}>
          {t("create.action")}
        </Button>
        <ButtonLink href={keysAddress(scope)} tone="quiet">
          {t("create.cancel")}
        </ButtonLink>
      </div>
    </form>
  );
}

function useCreate(scope: Scope, createKey: CreateKey, showErrors: (errors: DraftErrors) => void) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const router = useRouter();
  const refresh = useKeyRefresh();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function submit(draft: KeyDraft) {
    if (isPending || draft.region === null) return;
    const place = { ...scope, region: draft.region };
    setPending(true);
    setFailure(null);
    const result = await reached(() => createKey(place, requestOf(draft)), unreachable);
    if (result.ok) {
      const { name, slug } = result.value;
      refresh.created(scope);
      notify({ title: t("create.done", { name, region: place.region }), detail: t("create.doneDetail") });
      return router.push(keyAddress({ ...place, key: slug }));
    }
    setPending(false);
    const beside = serverErrors(result.error.code, result.error.message, place.region, (problem, values) =>
      t(`problem.${problem}`, values),
    );
    if (beside === null) setFailure(result.error);
    else showErrors(beside);
  }

  return { submit, isPending, failure };
}
