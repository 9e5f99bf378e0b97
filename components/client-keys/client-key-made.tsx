"use client";

import { CircleCheck, Download, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { downloadText } from "../keys/download-text";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { Link } from "../ui/link";
import { ShownOnce } from "../ui/shown-once";
import { Status } from "../ui/status";
import { connectAddress } from "./addresses";

/** A client key that has just been made, with what nobody can look up again. */
export interface MadeClientKey {
  readonly name: string;
  readonly keyId: string;
  readonly clientKeyContent: string;
  readonly password: string;
}

/** The file of a new client key and its password, given this once. Without the file the key is of no use, so leaving without it is asked about. */
export function ClientKeyMade({ scope, of, onClose }: { scope: Scope; of: MadeClientKey; onClose: () => void }) {
  const t = useTranslations("clientKeys");
  const [state, setState] = useState<"new" | "left" | "saved">("new");
  const file = `clientKey_${of.keyId}.json`;

  function save() {
    downloadText(file, of.clientKeyContent);
    setState("saved");
  }

  return (
    <ShownOnce
      title={t("madeTitle", { name: of.name })}
      text={t("madeText")}
      values={[{ label: t("password"), value: of.password }]}
      onClose={() => (state === "new" ? setState("left") : onClose())}
      isKept={state === "saved"}
      action={
        <Button tone={state === "saved" ? "secondary" : "primary"} icon={<Download aria-hidden />} onPress={save}>
          {t(state === "saved" ? "downloadAgain" : "download")}
        </Button>
      }
    >
      <div role="status" className="min-h-5 text-control">
        {state === "saved" ? (
          <>
            <Status tone="good" icon={CircleCheck}>
              {t("downloaded")}
            </Status>{" "}
            <code className="break-all font-mono text-caption">{file}</code>
            <p className="mt-2 text-ink-muted">
              {t.rich("madeNext", { link: (text) => <Link href={connectAddress(scope)}>{text}</Link> })}
            </p>
          </>
        ) : null}
        {state === "left" ? (
          <p className="flex items-start gap-2 text-warn">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {t("notDownloaded")}
          </p>
        ) : null}
      </div>
    </ShownOnce>
  );
}
