"use client";

import { EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { type Revealed, SHOWN_SECONDS } from "./use-reveal";

/** A value in the clear, and how long it stays. */
export function RevealedValue({ of, onHide }: { of: Revealed; onHide: () => void }) {
  const t = useTranslations("secrets");
  const { value, version } = of;
  const left = useSecondsLeft(of.untilMs);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-control">
          <span className="font-medium">{t("reveal.version", { version })}</span>{" "}
          <span role="timer" className="text-ink-muted">
            {t("reveal.hiddenIn", { seconds: left })}
          </span>
        </p>
        <Button icon={<EyeOff aria-hidden />} onPress={onHide} autoFocus>
          {t("reveal.hide")}
        </Button>
      </div>
      {value.kind === "text" ? (
        <>
          {value.isBase64 ? <p className="text-caption text-ink-muted">{t("reveal.base64")}</p> : null}
          <Clear name={t("reveal.textName")} text={value.text} />
        </>
      ) : (
        <dl className="divide-y divide-line rounded-control border border-line">
          {value.entries.map((entry) => (
            <div
              key={entry.name}
              className="grid grid-cols-[minmax(6rem,2fr)_minmax(0,3fr)] gap-x-3 px-3 py-1.5 text-control max-sm:grid-cols-1"
            >
              <dt className="break-all py-1.5 font-mono text-ink-muted">{entry.name}</dt>
              <dd className="min-w-0">
                <Clear name={entry.name} text={entry.value} isBare />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Clear({ name, text, isBare }: { name: string; text: string; isBare?: boolean }) {
  return (
    <div
      className={
        isBare
          ? "flex items-start gap-2"
          : "flex items-start gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-3"
      }
    >
      <code className="min-w-0 flex-1 whitespace-pre-wrap break-all py-1.5 font-mono text-control">{text}</code>
      <CopyButton value={text} label={name} />
    </div>
  );
}

function useSecondsLeft(untilMs: number): number {
  const [left, setLeft] = useState(SHOWN_SECONDS);
  useEffect(() => {
    const count = () => setLeft(Math.max(0, Math.ceil((untilMs - Date.now()) / 1_000)));
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [untilMs]);
  return left;
}
