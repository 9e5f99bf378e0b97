"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import { classNames } from "../ui/class-names";
import { factsText } from "./answer-boxes";
import type { Answered } from "./drafts";
import type { Operation } from "./operations";
import type { OperationAnswer } from "./playground-actions";

/** Whether a signature, MAC or token is right, and if not, what that means. Announced when it appears. */
export function Verdict({ operation, answered }: { operation: Operation; answered: Answered | null }) {
  const t = useTranslations("playground");
  const isValid = answered?.answer.valid;
  const Icon = isValid ? CircleCheck : CircleX;
  return (
    <div role="status" className="empty:hidden">
      {answered === null || isValid === undefined ? null : (
        <div
          className={classNames(
            "flex items-start gap-2.5 rounded-control border px-3 py-2.5 text-control",
            isValid ? "border-good/40 bg-good-soft" : "border-bad/40 bg-bad-soft",
          )}
        >
          <Icon aria-hidden className={classNames("mt-px size-4 shrink-0", isValid ? "text-good" : "text-bad")} />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="font-semibold">{t(isValid ? "verdict.valid" : "verdict.notValid")}</span>
              <span className="text-caption text-ink-muted">{factsText(t, answered)}</span>
            </p>
            <p className="text-ink-muted">{t(`verdict.${reasonOf(operation, answered.answer)}`)}</p>
          </div>
        </div>
      )}
    </div>
  );
}

function reasonOf(operation: Operation, { valid, reason }: OperationAnswer) {
  if (operation === "jwt_verify") return valid ? "token" : (reason ?? "signature");
  if (operation === "verify_hmac") return valid ? "rightHmac" : "wrongHmac";
  return valid ? "rightSignature" : "wrongSignature";
}
