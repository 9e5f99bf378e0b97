import { LABEL_KEY } from "@/lib/contract/kms-limits";

const LABEL_VALUE_CHARACTERS_MAX = 256;

/** A label in a form. */
export interface LabelDraft {
  /** Tells rows apart while they are edited. */
  id: number;
  name: string;
  value: string;
}

/** The words of a problem with labels, by its name and what it needs to be said. */
export type LabelWords = (problem: "labelForm" | "labelTwice", values: Record<string, string>) => string;

/** Labels as a form begins with them. */
export function labelDraftsOf(labels: Readonly<Record<string, string>>): LabelDraft[] {
  return Object.entries(labels).map(([name, value], id) => ({ id, name, value }));
}

/** The labels that drafts stand for; empty rows count for nothing. */
export function labelsIn(drafts: readonly LabelDraft[]): Record<string, string> {
  return Object.fromEntries(filled(drafts).map(({ name, value }) => [name, value]));
}

/** What the server would refuse; null where it would not. */
export function labelProblem(drafts: readonly LabelDraft[], words: LabelWords): string | null {
  const seen = new Set<string>();
  for (const { name, value } of filled(drafts)) {
    if (!LABEL_KEY.test(name) || value.length > LABEL_VALUE_CHARACTERS_MAX)
      return words("labelForm", { name: name || "?" });
    if (seen.has(name)) return words("labelTwice", { name });
    seen.add(name);
  }
  return null;
}

function filled(drafts: readonly LabelDraft[]): LabelDraft[] {
  return drafts
    .map((draft) => ({ ...draft, name: draft.name.trim(), value: draft.value.trim() }))
    .filter(({ name, value }) => name !== "" || value !== "");
}
