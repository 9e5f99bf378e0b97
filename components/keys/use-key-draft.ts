"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import type { KeyOrigin, KeyUse } from "./key-uses";
import { type DraftErrors, emptyDraft, type KeyDraft } from "./new-key";

interface DraftState {
  form: RefObject<HTMLFormElement | null>;
  draft: KeyDraft;
  errors: DraftErrors;
  setErrors: (errors: DraftErrors) => void;
  /** Changes the draft; what was said about it may no longer be true and goes. */
  set: (change: Partial<KeyDraft>) => void;
}

/** The draft of a new key, in the first region that answers. Errors lead the focus to the first field that has one. */
export function useKeyDraft(regions: readonly RegionHealth[], use: KeyUse, origin: KeyOrigin): DraftState {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<KeyDraft>(() => emptyDraft(firstRegion(regions), use, origin));
  const [errors, setErrors] = useState<DraftErrors>({});

  // Once the errors are drawn, not before.
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    form.current
      ?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] input, [data-invalid] button")
      ?.focus();
  }, [errors]);

  function set(change: Partial<KeyDraft>) {
    setDraft((before) => ({ ...before, ...change }));
    setErrors({});
  }

  return { form, draft, errors, setErrors, set };
}

function firstRegion(regions: readonly RegionHealth[]): string | null {
  const best = regions.find(({ state }) => state === "available") ?? regions.find(({ state }) => state === "slow");
  return best?.slug ?? null;
}
