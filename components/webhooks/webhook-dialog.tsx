"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyRow } from "@/lib/contract/console";
import { EVENT_KIND_NAMES, type EventKind } from "@/lib/contract/event-kinds";
import type { WebhookMessage } from "@/lib/contract/events";
import { KEY_TYPE_NAMES, keyTypeFacts } from "@/lib/contract/key-types";
import type { Scope } from "../layout/scope";
import { KeyPicker } from "../playground/key-picker";
import type { Refusal } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";
import { EventChoice } from "./event-choice";
import type { NewWebhook, WebhookRequest } from "./webhook-actions";

/** Filters of the key list that leave keys that can sign messages; whether the purpose fits is said when one is chosen. */
const HMAC_KEYS: Readonly<Record<string, string>> = {
  keyType: KEY_TYPE_NAMES.filter((name) => keyTypeFacts(name).family === "hmac").join(","),
  status: "active",
};

const FIELDS = ["name", "description", "url", "events", "key"] as const;
type Field = (typeof FIELDS)[number];

interface WebhookDialogProps {
  scope: Scope;
  /** The webhook to change; absent for a new one, which also needs a key. */
  of?: WebhookMessage;
  create?: (request: NewWebhook) => Promise<Refusal | null>;
  change?: (request: WebhookRequest) => Promise<Refusal | null>;
  onClose: () => void;
}

/** Makes or changes a webhook. */
export function WebhookDialog({ scope, of, create, change, onClose }: WebhookDialogProps) {
  const t = useTranslations("webhooks");
  const tUi = useTranslations("ui");
  const [name, setName] = useState(of?.name ?? "");
  const [description, setDescription] = useState(of?.description ?? "");
  const [url, setUrl] = useState(of?.url ?? "");
  const [key, setKey] = useState<KeyRow | null>(null);
  const [chosen, setChosen] = useState<readonly EventKind[] | null>(kindsIn(of));
  const form = useSubmission<Field>(FIELDS);

  function problems(): Partial<Record<Field, string>> {
    return {
      ...(name.trim() === "" && { name: t("form.nameMissing") }),
      ...(!isAddress(url) && { url: t("form.urlWrong") }),
      ...(chosen?.length === 0 && { events: t("form.eventsMissing") }),
      ...(of === undefined && key === null && { key: t("form.keyMissing") }),
      ...(key !== null && !fits(key) && { key: t("form.keyWrong", { purpose: key.purpose }) }),
    };
  }

  function submit() {
    if (!form.check(problems())) return;
    const request = {
      name: name.trim(),
      description: description.trim(),
      url: url.trim(),
      events: [...(chosen ?? [])],
    };
    void form.submit(async () => {
      if (of !== undefined) return change?.(request) ?? null;
      return key === null ? null : (create?.({ ...request, region: key.region.slug, key: key.identity }) ?? null);
    });
  }

  const touched = (field: Field, set: (value: string) => void) => (value: string) => {
    set(value);
    form.touch(field);
  };
  return (
    <FormDialog
      title={of === undefined ? t("create") : t("editTitle", { name: of.name })}
      submitLabel={of === undefined ? t("create") : tUi("save")}
      size="wide"
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={t("form.name")}
        value={name}
        onChange={touched("name", setName)}
        error={form.errors.name}
        autoFocus
        autoComplete="off"
      />
      <TextField
        label={t("form.url")}
        help={t("form.urlHelp")}
        value={url}
        onChange={touched("url", setUrl)}
        error={form.errors.url}
        placeholder="https://alerts.example.org/pelagos"
        isMono
        autoComplete="off"
      />
      {of === undefined ? (
        <div>
          <KeyPicker
            scope={scope}
            chosen={key?.name ?? ""}
            onChoose={(row) => {
              setKey(row);
              form.touch("key");
            }}
            filter={HMAC_KEYS}
            label={t("form.key")}
            help={t("form.keyHelp")}
            error={form.errors.key}
          />
          {key?.purpose === "general" ? (
            <p className="mt-2 flex items-start gap-1.5 text-caption text-warn">
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {t("form.keyNarrows", { name: key.name })}
            </p>
          ) : null}
        </div>
      ) : null}
      <EventChoice
        chosen={chosen}
        onChange={(kinds) => {
          setChosen(kinds);
          form.touch("events");
        }}
        error={form.errors.events}
      />
      <TextField
        label={t("form.description")}
        isOptional
        value={description}
        onChange={touched("description", setDescription)}
        error={form.errors.description}
        autoComplete="off"
      />
    </FormDialog>
  );
}

const fits = ({ purpose }: KeyRow) => purpose === "webhook" || purpose === "general";

function isAddress(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  return ["https:", "http:"].includes(new URL(text.trim()).protocol);
}

/** The kinds of a webhook that this version knows; null where it is told all. */
function kindsIn(of: WebhookMessage | undefined): readonly EventKind[] | null {
  if (of === undefined || of.events.length === 0) return null;
  return EVENT_KIND_NAMES.filter((kind) => of.events.includes(kind));
}
