"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { isMomentField, momentOf, momentText } from "../ui/moment";
import { MomentField } from "../ui/moment-field";
import { useNow } from "../ui/now";
import { exactWords } from "../ui/time-words";
import { reviewAddress } from "./addresses";

interface ReviewMomentProps {
  scope: Scope;
  /** As the address has it; empty for now. */
  at: string;
  /** First moment that is known. */
  knownSince: string;
}

/** The moment that is reviewed; it stands in the address. */
export function ReviewMoment({ scope, at, knownSince }: ReviewMomentProps) {
  const t = useTranslations("roles");
  const router = useRouter();
  const now = useNow();
  const [isPending, start] = useTransition();
  const [field, setField] = useState(momentText(at));
  const [isTried, setTried] = useState(false);
  const time = field === "" ? now : Date.parse(momentOf(field));
  const isWrong = !isMomentField(field) || time > now || time < Date.parse(knownSince);
  const since = exactWords(Date.parse(knownSince));

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!isWrong) start(() => router.push(reviewAddress(scope, field && momentOf(field))));
  }

  return (
    <form onSubmit={onSubmit} noValidate className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3 print:hidden">
      <MomentField
        label={t("review.at")}
        help={t("review.atHelp", { since })}
        value={field}
        onChange={setField}
        error={isTried && isWrong ? t("review.atWrong", { since }) : undefined}
      />
      <Button type="submit" isPending={isPending} className="self-end">
        {t("review.show")}
      </Button>
    </form>
  );
}
