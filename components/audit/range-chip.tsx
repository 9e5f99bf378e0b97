"use client";

import { Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/button";
import { FilterChipFrame } from "../ui/filter-chip";
import { momentOf, momentText } from "../ui/moment";
import { MomentField } from "../ui/moment-field";
import { RadioList } from "../ui/radio-list";
import { RANGE_DEFAULT, RANGES, type RangeName, spanWords } from "./audit-question";
import type { AuditAddress } from "./use-audit-page";

const NAMES = Object.keys(RANGES) as RangeName[];

/** The time shown: a span that ends now, or from one moment to another. */
export function RangeChip({ address }: { address: AuditAddress }) {
  const t = useTranslations("audit");
  const { question, change } = address;
  const { range } = question;
  const { kind, ...ends } = spanWords(question);
  const value = range === "custom" ? t(`range.${kind}`, ends) : t(`range.${range}`);
  const show = (name: RangeName) => change({ range: name === RANGE_DEFAULT ? "" : name, from: "", to: "" });
  return (
    <FilterChipFrame
      label={t("range.label")}
      icon={<Clock aria-hidden />}
      value={value}
      onClear={() => show(RANGE_DEFAULT)}
    >
      <div className="flex flex-col gap-3 p-3">
        <RadioList
          label={t("range.label")}
          options={NAMES.map((name) => ({ value: name, label: t(`range.${name}`) }))}
          value={range === "custom" ? null : range}
          onChange={show}
        />
        <Between key={`${question.from} ${question.to}`} address={address} />
      </div>
    </FilterChipFrame>
  );
}

function Between({ address }: { address: AuditAddress }) {
  const t = useTranslations("audit");
  const { question, change } = address;
  const [from, setFrom] = useState(momentText(question.from));
  const [to, setTo] = useState(momentText(question.to));
  const isWrong = from !== "" && to !== "" && from >= to;
  return (
    <form
      className="flex flex-col gap-3 border-line border-t pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) change({ range: "", from: from && momentOf(from), to: to && momentOf(to), live: "" });
      }}
    >
      <MomentField label={t("range.from")} value={from} onChange={setFrom} />
      <MomentField label={t("range.to")} value={to} onChange={setTo} error={isWrong ? t("range.wrong") : undefined} />
      <Button type="submit" isDisabled={from === "" && to === ""}>
        {t("range.show")}
      </Button>
    </form>
  );
}
