"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { AuditVerification } from "@/lib/contract/audit-export";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { QueryError } from "../query/query-error";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Dialog } from "../ui/dialog";
import { Identifier } from "../ui/identifier";
import { useNumberFormat } from "../ui/reader-locale";
import { Status } from "../ui/status";
import { exactWords } from "../ui/time-words";

/** Checks the organisation's whole log now, and says what that proves and what not. */
export function VerifyDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const t = useTranslations("audit");
  const query = useQuery({
    queryKey: ["audit", scope.organisation, "verification"],
    queryFn: ({ signal }) =>
      fetchJson<AuditVerification>(readAddress({ ...scope, project: null }, "audit/verification"), signal),
    // Each opening checks anew: an old result proves nothing about now.
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
    retry: false,
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("verify.title")}
      size="wide"
      footer={<Button onPress={onClose}>{t("verify.close")}</Button>}
    >
      {query.error ? (
        <QueryError error={query.error} onRetry={() => query.refetch()} isRetrying={query.isFetching} />
      ) : query.data === undefined || query.isFetching ? (
        <p role="status" className="py-6 text-ink-muted">
          {t("verify.running")}
        </p>
      ) : (
        <Result result={query.data} />
      )}
    </Dialog>
  );
}

/** What checks an export where the program is, with the keys that each part of the log must begin with. */
function verifyCommand({ sections }: AuditVerification): string {
  const fingerprints = new Set(sections.flatMap(({ fingerprint }) => fingerprint ?? []));
  const options = [...fingerprints].map((fingerprint) => ` --fingerprint ${fingerprint}`).join("");
  return `npm run pelagos -- audit verify audit-log.jsonl${options}`;
}

function Result({ result }: { result: AuditVerification }) {
  const t = useTranslations("audit");
  const number = useNumberFormat();
  const { isIntact, isComplete, sections, unavailable, findings } = result;
  const command = verifyCommand(result);
  return (
    <div className="flex flex-col gap-4 pt-1">
      <p role="status">
        <Status tone={isIntact ? (isComplete ? "good" : "warn") : "bad"}>
          {t(isIntact ? (isComplete ? "verify.intact" : "verify.intactInPart") : "verify.broken")}
        </Status>
      </p>
      {findings.length > 0 ? (
        <ul className="max-h-48 list-disc overflow-auto rounded-control bg-bad-soft py-2 pr-3 pl-7 text-bad text-control">
          {findings.map((finding) => (
            <li key={finding}>{finding}</li>
          ))}
        </ul>
      ) : null}
      {unavailable.length > 0 ? <p>{t("verify.unavailable", { regions: unavailable.join(", ") })}</p> : null}
      <ul className="flex flex-col gap-3">
        {sections.map((section) => (
          <li key={section.database} className="rounded-control border border-line p-3 text-control">
            <p className="font-medium">{section.regions.length > 0 ? section.regions.join(", ") : t("verify.home")}</p>
            <p className="mt-1">
              {t("verify.checked", {
                count: section.records,
                records: number(section.records),
                first: number(section.first),
                last: number(section.last),
              })}
              {section.hashes > 0 ? ` ${t("verify.hashes", { count: section.hashes })}` : ""}
            </p>
            <p className="text-ink-muted">
              {section.completeTo === null
                ? t("verify.nothing")
                : t("verify.upTo", { time: exactWords(Date.parse(section.completeTo)) })}
            </p>
            {section.fingerprint === null ? null : (
              <p className="mt-1 flex flex-wrap items-center gap-1.5 text-ink-muted">
                {t("verify.fingerprint")} <Identifier value={section.fingerprint} label={t("verify.fingerprint")} />
              </p>
            )}
          </li>
        ))}
      </ul>
      <div className="text-control">
        <h3 className="font-medium">{t("verify.provesTitle")}</h3>
        <p className="mt-1 text-ink-muted">{t("verify.proves")}</p>
        <div className="mt-2 flex items-start gap-1.5">
          <code className="min-w-0 flex-1 break-words rounded-control bg-code px-3 py-2 font-mono text-caption text-code-ink">
            {command}
          </code>
          <CopyButton value={command} label={t("verify.command")} />
        </div>
        <h3 className="mt-3 font-medium">{t("verify.provesNotTitle")}</h3>
        <p className="mt-1 text-ink-muted">{t("verify.provesNot")}</p>
      </div>
    </div>
  );
}
