"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { type AuditQuestion, auditQuestion } from "./audit-question";

/** The page's address as a question, and changing it. Typing replaces the entry of the history, everything else adds one. */
export interface AuditAddress {
  readonly search: URLSearchParams;
  readonly question: AuditQuestion;
  readonly isLive: boolean;
  /** Sets parameters; empty ones go. */
  change(parameters: Readonly<Record<string, string>>, isTyping?: boolean): void;
  /** The address with some parameters replaced. */
  hrefWith(parameters: Readonly<Record<string, string>>): string;
  /** Counts a span that ends now from now again. */
  refresh(): void;
}

/** What the page of the audit log shows; all of it stands in its address. */
export function useAuditPage(): AuditAddress {
  const path = usePathname();
  const text = useSearchParams().toString();
  const [nowMs, setNowMs] = useState(() => Date.now());
  const search = useMemo(() => new URLSearchParams(text), [text]);
  // A record that is open asks nothing anew.
  const asked = useMemo(() => withParameters(search, { record: "", live: "" }).toString(), [search]);
  const question = useMemo(() => auditQuestion(new URLSearchParams(asked), nowMs), [asked, nowMs]);

  function hrefWith(parameters: Readonly<Record<string, string>>): string {
    const next = withParameters(search, parameters);
    return next.size === 0 ? path : `${path}?${next}`;
  }

  function change(parameters: Readonly<Record<string, string>>, isTyping = false): void {
    if (isTyping) window.history.replaceState(null, "", hrefWith(parameters));
    else window.history.pushState(null, "", hrefWith(parameters));
  }

  return {
    search,
    question,
    isLive: search.get("live") === "1",
    change,
    hrefWith,
    refresh: () => setNowMs(Date.now()),
  };
}

function withParameters(search: URLSearchParams, parameters: Readonly<Record<string, string>>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === "") next.delete(name);
    else next.set(name, value);
  }
  return next;
}
