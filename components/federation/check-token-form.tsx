"use client";

import { ScanSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { SUBJECT_CHECKS, type SubjectTokenVerdict } from "@/lib/contract/federation";
import { federatedIdentityAddress } from "../credentials/addresses";
import type { Scope } from "../layout/scope";
import { reached } from "../query/reached";
import type { Refusal } from "../query/use-console-change";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { Link } from "../ui/link";
import { Status } from "../ui/status";
import { TextArea } from "../ui/text-area";
import type { FederationActions } from "./federation-actions";

interface CheckTokenFormProps {
  scope: Scope;
  checkToken: FederationActions["checkToken"];
}

/** Says which check a token fails. The token is sent once, exchanged for nothing, and kept nowhere. */
export function CheckTokenForm({ scope, checkToken }: CheckTokenFormProps) {
  const t = useTranslations("federation");
  const tUi = useTranslations("ui");
  const [token, setToken] = useState("");
  const [isPending, setPending] = useState(false);
  const [verdict, setVerdict] = useState<SubjectTokenVerdict | null>(null);
  const [failure, setFailure] = useState<Refusal | null>(null);

  async function check(event: FormEvent) {
    event.preventDefault();
    if (isPending || token.trim() === "") return;
    setPending(true);
    const result = await reached(() => checkToken(scope, { subjectToken: token.trim() }), tUi("errorNetwork"));
    setPending(false);
    setVerdict(result.ok ? result.value : null);
    setFailure(result.ok ? null : result.error);
  }

  return (
    <form onSubmit={check} noValidate autoComplete="off" className="flex flex-col gap-3">
      <TextArea
        label={t("check.token")}
        help={t("check.tokenHelp")}
        rows={4}
        isMono
        value={token}
        onChange={(value) => {
          setToken(value);
          setVerdict(null);
        }}
        spellCheck="false"
      />
      <Button
        type="submit"
        className="self-start"
        icon={<ScanSearch aria-hidden />}
        isPending={isPending}
        isDisabled={token.trim() === ""}
      >
        {t("check.submit")}
      </Button>
      <div role="status">{verdict === null ? null : <Verdict of={verdict} scope={scope} />}</div>
      {failure === null ? null : <InlineError message={failure.message} requestId={failure.requestId} />}
    </form>
  );
}

function Verdict({ of, scope }: { of: SubjectTokenVerdict; scope: Scope }) {
  const t = useTranslations("federation");
  const failedAt = of.failedCheck === null ? SUBJECT_CHECKS.length : SUBJECT_CHECKS.indexOf(of.failedCheck);
  const accepting = of.identities.find(({ failedCheck }) => failedCheck === null);
  return (
    <div className="rounded-control border border-line bg-sunken p-3 text-control">
      <Status tone={of.failedCheck === null ? "good" : "bad"}>
        {of.failedCheck === null ? t("check.accepted") : t(`check.failed.${of.failedCheck}`)}
      </Status>
      {of.detail === "" ? null : <p className="mt-1 break-words text-ink">{of.detail}</p>}
      {accepting ? (
        <p className="mt-1 text-ink-muted">
          {t.rich("check.actsAs", {
            account: accepting.serviceAccount.name,
            identity: accepting.identity.name,
            link: (text) => <Link href={federatedIdentityAddress(scope, accepting.identity.slug)}>{text}</Link>,
          })}
        </p>
      ) : null}
      <ol className="mt-3 grid gap-x-4 gap-y-1 sm:grid-cols-2" aria-label={t("check.steps")}>
        {SUBJECT_CHECKS.map((check, position) => (
          <li key={check}>
            <Status tone={position < failedAt ? "good" : position === failedAt ? "bad" : "idle"}>
              {t(`check.step.${check}`)}
              {position > failedAt ? <span className="font-normal">{t("check.notReached")}</span> : null}
            </Status>
          </li>
        ))}
      </ol>
      {of.issuer === null ? null : (
        <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-line border-t pt-3 text-caption">
          {(
            [
              ["iss", of.issuer],
              ["sub", of.subject ?? ""],
              ["aud", of.audiences.join(", ")],
              ["exp", of.expiresAt ?? ""],
            ] as const
          ).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="font-mono text-ink-muted">{name}</dt>
              <dd className="break-all font-mono">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
