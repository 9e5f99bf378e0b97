import {
  GENERATED_BYTES_DEFAULT,
  GENERATED_BYTES_MAX,
  GENERATED_BYTES_MIN,
  SECRET_KEY_VALUES_MAX,
  SECRET_NAME_CHARACTERS_MAX,
  SECRET_VALUE_BYTES_MAX,
} from "@/lib/contract/secret-limits";
import { base64FromBytes, bytesFromBase64, bytesFromText, textFromBytes } from "@/lib/format/bytes";
import type { EnvEntry } from "./env-text";

export const VALUE_KINDS = ["text", "keyValues", "generated"] as const;

/** One text, names with values, or random bytes made by the service. */
export type ValueKind = (typeof VALUE_KINDS)[number];

/** A key-value in a form. */
export interface PairDraft extends EnvEntry {
  /** Tells rows apart while they are edited. */
  readonly id: number;
}

/** The value of a secret in a form. What was typed for one kind stays while another is looked at. */
export interface ValueDraft {
  readonly kind: ValueKind;
  readonly text: string;
  readonly pairs: readonly PairDraft[];
  /** As typed. */
  readonly byteLength: string;
}

/** The part of a request that carries a value. */
export interface ValueRequest {
  secretString?: string;
  secretKeyValues?: Record<string, string>;
  generateSecret?: { byteLength: number };
}

/** What is wrong with a value, and what its sentence needs. */
export interface ValueProblem {
  readonly code: "textMissing" | "pairsMissing" | "pairName" | "pairTwice" | "pairsMany" | "large" | "length";
  readonly values?: Record<string, string | number>;
}

/** A value as a form for a kind begins with it. */
export function emptyValue(kind: ValueKind): ValueDraft {
  return { kind, text: "", pairs: [{ id: 1, name: "", value: "" }], byteLength: String(GENERATED_BYTES_DEFAULT) };
}

/** The rows with others added; a name that is there already gets the new value, empty rows go. */
export function withEntries(pairs: readonly PairDraft[], added: readonly EnvEntry[]): PairDraft[] {
  const merged = new Map(filled(pairs).map(({ name, value }) => [name, value]));
  for (const { name, value } of added) merged.set(name, value);
  return [...merged].map(([name, value], index) => ({ id: index + 1, name, value }));
}

/** What the server would refuse; null where it would not. */
export function valueProblem(draft: ValueDraft): ValueProblem | null {
  if (draft.kind === "text") {
    if (draft.text === "") return { code: "textMissing" };
    return tooLarge(byteCount(draft.text));
  }
  if (draft.kind === "keyValues") return pairsProblem(filled(draft.pairs));
  const length = Number(draft.byteLength);
  const fits = Number.isInteger(length) && length >= GENERATED_BYTES_MIN && length <= GENERATED_BYTES_MAX;
  return fits ? null : { code: "length", values: { min: GENERATED_BYTES_MIN, max: GENERATED_BYTES_MAX } };
}

function pairsProblem(pairs: readonly EnvEntry[]): ValueProblem | null {
  if (pairs.length === 0) return { code: "pairsMissing" };
  if (pairs.length > SECRET_KEY_VALUES_MAX) return { code: "pairsMany", values: { max: SECRET_KEY_VALUES_MAX } };
  const unnamed = pairs.find(({ name }) => name === "" || name.length > SECRET_NAME_CHARACTERS_MAX);
  if (unnamed) return { code: "pairName", values: { max: SECRET_NAME_CHARACTERS_MAX } };
  const twice = pairs.find(({ name }, index) => pairs.findIndex((other) => other.name === name) !== index);
  if (twice) return { code: "pairTwice", values: { name: twice.name } };
  return tooLarge(pairs.reduce((total, { name, value }) => total + byteCount(name) + byteCount(value), 0));
}

function tooLarge(bytes: number): ValueProblem | null {
  return bytes > SECRET_VALUE_BYTES_MAX ? { code: "large", values: { bytes, max: SECRET_VALUE_BYTES_MAX } } : null;
}

/** The value as a request carries it. */
export function valueRequest(draft: ValueDraft): ValueRequest {
  if (draft.kind === "text") return { secretString: base64Of(draft.text) };
  if (draft.kind === "generated") return { generateSecret: { byteLength: Number(draft.byteLength) } };
  return {
    secretKeyValues: Object.fromEntries(filled(draft.pairs).map(({ name, value }) => [name, base64Of(value)])),
  };
}

/** What a version holds, as people read it: a text (base64 where the bytes are none), or names with values. */
export type ShownValue =
  | { readonly kind: "text"; readonly text: string; readonly isBase64: boolean }
  | { readonly kind: "keyValues"; readonly entries: readonly EnvEntry[] };

/** The value of an answer, as people read it. */
export function shownValue(answer: {
  secretString?: string | undefined;
  secretKeyValues?: Record<string, string> | undefined;
}): ShownValue {
  if (answer.secretKeyValues === undefined) {
    const base64 = answer.secretString ?? "";
    const text = textOf(base64);
    return { kind: "text", text: text ?? base64, isBase64: text === null };
  }
  const named = Object.entries(answer.secretKeyValues).map(([name, base64]) => ({
    name,
    value: textOf(base64) ?? base64,
  }));
  return { kind: "keyValues", entries: named.sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

const filled = (pairs: readonly PairDraft[]) =>
  pairs.map((pair) => ({ ...pair, name: pair.name.trim() })).filter(({ name, value }) => name !== "" || value !== "");

const base64Of = (text: string) => base64FromBytes(bytesFromText(text));
const byteCount = (text: string) => bytesFromText(text).length;

function textOf(base64: string): string | null {
  const bytes = bytesFromBase64(base64);
  return bytes === null ? null : textFromBytes(bytes);
}
