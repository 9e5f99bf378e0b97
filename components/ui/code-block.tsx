"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { CopyButton } from "./copy-button";
import { type CodeLanguage, type CodePiece, highlight } from "./highlight";
import { SegmentedControl } from "./segmented-control";
import { useRemembered } from "./use-remembered";

export interface CodeSample {
  id: string;
  /** Name of the tab, for example "curl". */
  label: string;
  language: CodeLanguage;
  code: string;
}

const COLOURS: Readonly<Record<CodePiece["kind"], string | undefined>> = {
  plain: undefined,
  word: "text-code-word",
  string: "text-code-string",
  number: "text-code-number",
  comment: "text-code-faint",
};

interface CodeBlockProps {
  code: string;
  language: CodeLanguage;
  label: string;
  /** Whether long lines go on below, for code that is read rather than pasted into a terminal. */
  isWrapped?: boolean;
}

/** Code on its dark panel. Lines stay whole, addresses most of all, unless it wraps; long ones scroll inside the panel. */
export function CodeBlock({ code, language, label, isWrapped = false }: CodeBlockProps) {
  return (
    <figure aria-label={label}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll what has the focus
        tabIndex={0}
        className={classNames(
          "scrollbar-code overflow-x-auto rounded-control border border-transparent bg-code px-4 py-3.5 font-mono text-caption text-code-ink leading-[21px] sm:text-control",
          isWrapped ? "whitespace-pre-wrap wrap-anywhere" : "whitespace-pre",
        )}
      >
        <code>
          {highlight(code, language).map((piece, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity beyond their place
            <span key={position} className={COLOURS[piece.kind]}>
              {piece.text}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}

interface CodeSamplesProps {
  /** Heading of the card. */
  title: ReactNode;
  /** Accessible name of the choice of languages and of the code. */
  label: string;
  samples: readonly CodeSample[];
  /** What it does, above the code. */
  lead?: ReactNode;
  /** Whether long lines go on below. */
  isWrapped?: boolean;
  className?: string;
}

/** Choices that are remembered; a page has samples in languages, for servers, and for tools. */
const CHOICES_MAX = 8;

/** Which sample is shown: the one chosen last of those there are, on this card or any other. */
function useChosenSample(samples: readonly CodeSample[]) {
  const [remembered, remember] = useRemembered("samples");
  const chosen = remembered?.split(",") ?? [];
  const found = chosen.map((id) => samples.find((sample) => sample.id === id)).find((sample) => sample !== undefined);
  const choose = (id: string) =>
    remember([id, ...chosen.filter((other) => other !== id)].slice(0, CHOICES_MAX).join(","));
  return [found ?? samples[0], choose] as const;
}

/** The same thing in several languages: a card with tabs and a copy button. Choosing a language here chooses it on every card. */
export function CodeSamples({ title, label, samples, lead, isWrapped, className }: CodeSamplesProps) {
  const t = useTranslations("ui");
  const [sample, choose] = useChosenSample(samples);
  if (!sample) return null;
  return (
    <section className={classNames("min-w-0 rounded-panel border border-line bg-surface shadow-panel", className)}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-b px-4 py-2">
        <h2 className="text-body">{title}</h2>
        <div className="flex items-center gap-1.5">
          {samples.length > 1 ? (
            <SegmentedControl
              label={label}
              options={samples.map(({ id, label: name }) => ({ value: id, label: name }))}
              value={sample.id}
              onChange={choose}
            />
          ) : null}
          <CopyButton value={sample.code} label={sample.label || t("copy")} />
        </div>
      </div>
      <div className="p-4">
        {lead ? <p className="mb-3 text-control text-ink-muted">{lead}</p> : null}
        <CodeBlock
          code={sample.code}
          language={sample.language}
          label={`${label}: ${sample.label}`}
          isWrapped={isWrapped ?? false}
        />
      </div>
    </section>
  );
}
