"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Scope } from "../layout/scope";
import { reached } from "../query/reached";
import { notify } from "../ui/notify";
import { keyAddress } from "./addresses";
import type { CreateKey, NewKey } from "./key-actions";
import { type DraftErrors, serverErrors } from "./new-key";
import { useKeyRefresh } from "./queries";

type Failure = { message: string; requestId?: string };

/** Creates a key and leads to its page; a refusal goes beside the fields it names, or above the buttons. */
export function useCreateKey(scope: Scope, createKey: CreateKey, showErrors: (errors: DraftErrors) => void) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const router = useRouter();
  const refresh = useKeyRefresh();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  /** Whether the key was made. */
  async function submit(region: string, request: NewKey): Promise<boolean> {
    const place = { ...scope, region };
    setPending(true);
    setFailure(null);
    const result = await reached(() => createKey(place, request), unreachable);
    if (result.ok) {
      const { name, slug, imported } = result.value;
      refresh.created(scope);
      notify({
        title: t("create.done", { name, region }),
        detail: t(imported ? "import.doneDetail" : "create.doneDetail"),
      });
      router.push(keyAddress({ ...place, key: slug }));
      return true;
    }
    setPending(false);
    const { code, message } = result.error;
    const beside = serverErrors(code, message, region, (problem, values) => t(`problem.${problem}`, values));
    if (beside === null) setFailure(result.error);
    else showErrors(beside);
    return false;
  }

  return { submit, isPending, failure, setFailure };
}
