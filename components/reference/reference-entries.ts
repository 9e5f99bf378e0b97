import { ERRORS } from "@/lib/contract/errors";
import { messages } from "../messages/catalogue";
import type { Reference, ReferenceOperation } from "./read-reference";
import type { FoundEntry, ReferenceEntry } from "./reference-filter";
import type { Field } from "./schema-fields";

const texts = messages.reference;

/** The guide's sections, and the words beside their headings that find them. */
const GUIDE = [
  { id: "authentication", label: texts.authentication, words: texts.authenticationText },
  { id: "scope", label: texts.scope, words: `${texts.scopeText} x-organisation-identity x-project-identity` },
  { id: "errors", label: texts.errorsGuide, words: Object.keys(ERRORS).join(" ") },
  { id: "limits", label: texts.limits, words: texts.limitsText },
  { id: "paging", label: texts.paging, words: texts.pagingText },
  { id: "formats", label: texts.formats, words: texts.formatsText },
] as const;

/** A section of the guide. */
export type GuideSection = (typeof GUIDE)[number]["id"];

/** Sections of the guide for the index. */
export const GUIDE_ENTRIES: readonly (ReferenceEntry & { id: GuideSection })[] = GUIDE.map(({ id, label }) => ({
  id,
  label,
  part: "",
}));

/** An operation for the index. */
export const operationEntry = ({ id, part, method, summary }: ReferenceOperation): ReferenceEntry => ({
  id,
  part,
  method,
  label: summary,
});

/** An object for the index. */
export const objectEntry = ({ id, name }: Reference["objects"][number]): ReferenceEntry => ({
  id,
  part: "",
  label: name,
});

/** Every section of every page, with the words that find it. */
export function referenceEntries({ operations, objects }: Reference): FoundEntry[] {
  const found = (entry: ReferenceEntry, words: string): FoundEntry => ({
    ...entry,
    words: `${entry.label} ${words}`.toLowerCase(),
  });
  return [
    ...GUIDE.map(({ id, label, words }) => found({ id, label, part: "" }, words)),
    ...operations.map((operation) => found(operationEntry(operation), wordsOf(operation))),
    ...objects.map((object) => found(objectEntry(object), namesOf(object.fields))),
  ];
}

function wordsOf({ method, path, description, parameters, request, answer, errors }: ReferenceOperation): string {
  const fields = [...parameters, ...(request?.fields ?? []), ...answer.fields];
  const codes = errors.flatMap((error) => error.codes).join(" ");
  return `${method} ${path} ${description} ${namesOf(fields)} ${codes}`;
}

const namesOf = (fields: readonly Field[]) => fields.map(({ name }) => name).join(" ");
