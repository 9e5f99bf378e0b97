"use client";

import { useQuery } from "@tanstack/react-query";
import type { RulePreviewMessage } from "@/lib/contract/access-answers";
import { useDelayed } from "../layout/use-delayed";
import { reached } from "../query/reached";
import type { RoleActions, RolePlace } from "./role-actions";
import type { NewRule } from "./rule-draft";

/** What the server says of a rule that is not saved. */
export type RuleCheck = { state: "none" | "checking" | "failed" } | { state: "known"; preview: RulePreviewMessage };

const TYPING_PAUSE_MILLISECONDS = 500;

/** Asks the server about a rule once its writer pauses; `rule` is null while it could not be saved anyhow. */
export function useRuleCheck(
  place: RolePlace,
  rule: NewRule | null,
  previewRule: RoleActions["previewRule"],
): RuleCheck {
  const wanted = rule === null ? null : JSON.stringify({ ...rule, note: null });
  const asked = useDelayed(wanted, TYPING_PAUSE_MILLISECONDS);
  const { data } = useQuery({
    queryKey: ["rule-check", place.organisation, place.project, place.policy, asked],
    enabled: asked !== null,
    queryFn: () => reached(() => previewRule(place, JSON.parse(asked ?? "{}")), ""),
  });
  if (wanted === null) return { state: "none" };
  if (wanted !== asked || data === undefined) return { state: "checking" };
  return data.ok ? { state: "known", preview: data.value } : { state: "failed" };
}
