"use client";

import { Plus, Tag, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { ActionResult } from "@/lib/contract/console";
import type { KeyAlias } from "@/lib/contract/key-alias";
import type { KmsKey } from "@/lib/contract/kms";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { CopyButton } from "../ui/copy-button";
import { IconButton } from "../ui/icon-button";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { TextField } from "../ui/text-field";
import type { KeyPlace } from "./key-actions";
import { useKeyRights } from "./use-key-rights";

type InRegion = Scope & { region: string };

/** Server actions that give and take aliases. */
export interface AliasActions {
  createAlias: (place: InRegion, request: { alias: string; keyIdentity: string }) => Promise<ActionResult<KeyAlias>>;
  moveAlias: (place: InRegion, request: { alias: string; keyIdentity: string }) => Promise<ActionResult<KeyAlias>>;
  deleteAlias: (place: InRegion, request: { alias: string }) => Promise<ActionResult<{ alias: string }>>;
}

interface KeyAliasesProps {
  of: KmsKey;
  place: KeyPlace;
  actions: AliasActions;
}

const PREFIX = "alias/";

/** Further names of a key, which can be given to another key later. */
export function KeyAliases({ of, place, actions }: KeyAliasesProps) {
  const t = useTranslations("keys");
  const may = useKeyRights()("update_aliases") && of.status !== "pending_deletion";
  const path = `keys/${encodeURIComponent(place.region)}/${encodeURIComponent(of.identity)}/aliases`;
  const { data, error, refetch, isFetching } = useConsoleRead<KeyAlias[]>(place, path);
  const { runAndTell } = useConsoleChange(place);
  const take = (alias: string) =>
    runAndTell(
      () => actions.deleteAlias(place, { alias }),
      () => ({ title: t("alias.taken", { alias }) }),
    );
  return (
    <Panel title={t("alias.title")}>
      {error ? <QueryError error={error} onRetry={() => refetch()} isRetrying={isFetching} /> : null}
      {data?.length === 0 ? <p className="text-control text-ink-muted">{t("alias.none")}</p> : null}
      {data !== undefined && data.length > 0 ? (
        <ul className="divide-y divide-line rounded-control border border-line">
          {data.map(({ alias }) => (
            <li key={alias} className="flex min-h-9 items-center gap-2 py-0.5 pr-1 pl-3 text-control">
              <Tag aria-hidden className="size-3.5 shrink-0 text-ink-muted" />
              <code className="min-w-0 flex-1 break-all font-mono">{alias}</code>
              <CopyButton value={alias} label={alias} />
              {may ? (
                <IconButton
                  size="small"
                  label={t("alias.take", { alias })}
                  icon={<X aria-hidden />}
                  onPress={() => void take(alias)}
                />
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {may ? <NewAlias of={of} place={place} actions={actions} /> : null}
    </Panel>
  );
}

function NewAlias({ of, place, actions }: KeyAliasesProps) {
  const t = useTranslations("keys");
  const { runOrExplain } = useConsoleChange(place);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  /** The alias that was refused as taken: the only one that can be moved. */
  const [taken, setTaken] = useState<string | null>(null);
  const [isMoving, setMoving] = useState(false);

  function change(value: string) {
    setName(value);
    setProblem(null);
    setTaken(null);
  }

  function done({ alias }: KeyAlias) {
    change("");
    notify({ title: t("alias.given", { alias }) });
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const given = name.trim();
    if (isPending || given === "") return;
    const alias = given.startsWith(PREFIX) ? given : PREFIX + given;
    setPending(true);
    const refusal = await runOrExplain(() => actions.createAlias(place, { alias, keyIdentity: of.identity }), done);
    setPending(false);
    setProblem(refusal?.message ?? null);
    setTaken(refusal?.code === "slug_taken" ? alias : null);
  }

  return (
    <>
      <form onSubmit={submit} noValidate className="mt-3 flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            label={t("alias.name")}
            placeholder="alias/orders"
            value={name}
            onChange={change}
            error={problem}
            isMono
            autoComplete="off"
            spellCheck="false"
          />
        </div>
        <Button type="submit" icon={<Plus aria-hidden />} isPending={isPending} className="mb-px h-9">
          {t("alias.add")}
        </Button>
      </form>
      {taken === null ? null : (
        <>
          <Button className="mt-2" onPress={() => setMoving(true)}>
            {t("alias.move")}
          </Button>
          <ConfirmDialog
            isOpen={isMoving}
            onOpenChange={setMoving}
            title={t("alias.moveTitle", { alias: taken })}
            confirmLabel={t("alias.move")}
            onConfirm={() =>
              runOrExplain(() => actions.moveAlias(place, { alias: taken, keyIdentity: of.identity }), done)
            }
          >
            <p>{t("alias.moveText")}</p>
          </ConfirmDialog>
        </>
      )}
    </>
  );
}
