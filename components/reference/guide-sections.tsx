import { useTranslations } from "next-intl";
import { ERRORS } from "@/lib/contract/errors";
import {
  ASSOCIATED_DATA_BYTES_MAX,
  CONTEXT_BYTES_MAX,
  KEY_PAGE_MAX,
  LABELS_MAX,
  PLAINTEXT_BYTES_MAX,
  ROTATION_PERIOD_DAYS_MAX,
  ROTATION_PERIOD_DAYS_MIN,
} from "@/lib/contract/kms-limits";
import { CodeBlock } from "../ui/code-block";
import { errorId } from "./error-codes";
import { FactsTable } from "./facts-table";

export function AuthenticationText() {
  const t = useTranslations("reference");
  return (
    <>
      <p className="mb-3 max-w-[75ch]">{t("authenticationText")}</p>
      <CodeBlock code={"Authorization: Bearer tc_pat_…"} language="text" label={t("authentication")} />
    </>
  );
}

export function ScopeText() {
  const t = useTranslations("reference");
  const rows = [
    ["X-Organisation-Identity", t("scopeOrganisation")],
    ["X-Project-Identity", t("scopeProject")],
  ] as const;
  return (
    <>
      <p className="mb-3 max-w-[75ch]">{t("scopeText")}</p>
      <FactsTable
        label={t("scope")}
        heads={[t("field"), t("meaning")]}
        widths={["34%"]}
        rows={rows.map(([name, text]) => ({ id: name, cells: [<code key="name">{name}</code>, text] }))}
      />
    </>
  );
}

const ERROR_SAMPLE = `{
  "message": "No such key in this region and scope.",
  "code": "key_not_found",
  "requestId": "req-…"
}`;

export function ErrorsText() {
  const t = useTranslations("reference");
  return (
    <>
      <p className="mb-3 max-w-[75ch]">{t("errorsText")}</p>
      <CodeBlock code={ERROR_SAMPLE} language="json" label={t("errorsSample")} />
      <p className="my-3 max-w-[75ch]">{t("errorsRetry")}</p>
      <FactsTable
        label={t("errorsGuide")}
        heads={[t("code"), t("status"), t("meaning"), t("remedy")]}
        widths={["24%", "8%", "32%"]}
        rows={Object.entries(ERRORS).map(([code, { status, message, remedy }]) => ({
          id: code,
          anchor: errorId(code),
          cells: [
            <code key="code">{code}</code>,
            <span key="status" className="font-mono text-ink-muted">
              {status}
            </span>,
            message,
            <span key="remedy" className="text-ink-muted">
              {remedy}
            </span>,
          ],
        }))}
      />
    </>
  );
}

export function LimitsText({ bodyBytesMax }: { bodyBytesMax: number }) {
  const t = useTranslations("reference");
  const rows = [
    [t("limitBody"), t("bytes", { count: bodyBytesMax })],
    [t("limitPlaintext"), t("bytesFromTo", { count: PLAINTEXT_BYTES_MAX })],
    [t("limitAssociatedData"), t("bytes", { count: ASSOCIATED_DATA_BYTES_MAX })],
    [t("limitContext"), t("bytes", { count: CONTEXT_BYTES_MAX })],
    [t("limitLabels"), t("entries", { count: LABELS_MAX })],
    [t("limitPage"), t("keysCount", { count: KEY_PAGE_MAX })],
    [t("limitRotation"), t("days", { from: ROTATION_PERIOD_DAYS_MIN, to: ROTATION_PERIOD_DAYS_MAX })],
  ] as const;
  return (
    <>
      <p className="mb-3 max-w-[75ch]">{t("limitsText")}</p>
      <FactsTable
        label={t("limits")}
        heads={[t("limit"), t("value")]}
        widths={["50%"]}
        rows={rows.map(([name, value]) => ({ id: name, cells: [name, value] }))}
      />
    </>
  );
}

export function PagingText() {
  const t = useTranslations("reference");
  return <p className="max-w-[75ch]">{t("pagingText")}</p>;
}

export function FormatsText() {
  const t = useTranslations("reference");
  return (
    <>
      <p className="mb-3 max-w-[75ch]">{t("formatsText")}</p>
      <CodeBlock code={"thalassa:v{version}:{base64}"} language="text" label={t("formats")} />
    </>
  );
}
