"use client";

import { useTranslations } from "next-intl";
import { curlSample } from "@/lib/format/call-samples";
import type { Scope } from "../layout/scope";
import { CodeBlock } from "../ui/code-block";
import { CopyButton } from "../ui/copy-button";
import { Disclosure } from "../ui/disclosure";
import type { NewKey } from "./key-actions";

interface CreateKeyCallProps {
  scope: Scope;
  region: string;
  origin: string;
  request: NewKey;
}

/** What the form will do, as a call to the API. */
export function CreateKeyCall({ scope, region, origin, request }: CreateKeyCallProps) {
  const code = curlSample({
    method: "POST",
    url: `${origin}/v1/kms/${region}/keys`,
    organisation: scope.organisation,
    project: scope.project,
    body: request,
  });
  return <CallDisclosure code={code} />;
}

/** A call for the shell, closed until asked for. */
export function CallDisclosure({ code }: { code: string }) {
  const t = useTranslations("keys");
  return (
    <Disclosure title={t("create.asCall")}>
      <div className="relative mt-2">
        <CodeBlock code={code} language="shell" label={t("create.asCall")} />
        <CopyButton
          value={code}
          label="curl"
          className="absolute top-2 right-2 bg-code text-code-faint hover:bg-code-line hover:text-code-ink"
        />
      </div>
    </Disclosure>
  );
}
