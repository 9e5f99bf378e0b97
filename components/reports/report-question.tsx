"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { ROTATION_LIMIT_DAYS } from "@/lib/contract/key-report";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { isMomentField, momentOf, momentText } from "../ui/moment";
import { MomentField } from "../ui/moment-field";
import { useNow } from "../ui/now";
import { TextField } from "../ui/text-field";
import { type AskedReport, reportAddress } from "./report-address";

interface ReportQuestionProps {
  scope: Scope;
  asked: AskedReport;
  /** Fields whose value in the address the server cannot answer. */
  refused?: readonly string[];
}

/** Moment, limit and keys of a report; they stand in the address. */
export function ReportQuestion({ scope, asked, refused = [] }: ReportQuestionProps) {
  const t = useTranslations("reports");
  const router = useRouter();
  const now = useNow();
  const [isPending, start] = useTransition();
  const [at, setAt] = useState(momentText(asked.at));
  const [limit, setLimit] = useState(asked.limit || String(ROTATION_LIMIT_DAYS.default));
  const [q, setQ] = useState(asked.q);
  const [isTried, setTried] = useState(false);
  const isAtWrong = !isMomentField(at) || (at !== "" && Date.parse(momentOf(at)) > now);
  const isLimitWrong = !isLimit(limit);
  const [showsAt, showsLimit] = [
    isTried ? isAtWrong : refused.includes("at"),
    isTried ? isLimitWrong : refused.includes("limit"),
  ];

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (isAtWrong || isLimitWrong) return;
    const next = {
      ...asked,
      page: 1,
      at: at && momentOf(at),
      limit: limit === DEFAULT_LIMIT ? "" : limit,
      q: q.trim(),
    };
    start(() => router.push(reportAddress(scope, next)));
  }

  return (
    <form onSubmit={onSubmit} noValidate className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3 print:hidden">
      <MomentField
        label={t("at")}
        help={t("atHelp")}
        value={at}
        onChange={setAt}
        error={showsAt ? t("atWrong") : undefined}
      />
      {asked.view === "rotation" ? (
        <TextField
          label={t("limit")}
          help={t("limitHelp")}
          inputMode="numeric"
          value={limit}
          onChange={setLimit}
          error={showsLimit ? t("limitWrong", ROTATION_LIMIT_DAYS) : undefined}
          className="max-w-72"
        />
      ) : null}
      <TextField label={t("key")} help={t("keyHelp")} value={q} onChange={setQ} className="max-w-72" />
      <Button type="submit" isPending={isPending} className="self-end">
        {t("show")}
      </Button>
    </form>
  );
}

const DEFAULT_LIMIT = String(ROTATION_LIMIT_DAYS.default);

function isLimit(text: string): boolean {
  const days = Number(text);
  return /^\d+$/.test(text) && days >= ROTATION_LIMIT_DAYS.min && days <= ROTATION_LIMIT_DAYS.max;
}
