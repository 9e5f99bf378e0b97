/** What names, descriptions, labels and annotations of every object may be. */
import { z } from "zod";
import { LABEL_KEY, LABELS_MAX } from "./kms-limits";

/** Whether a database and every JSON parser can hold a text. */
export const wellFormed = (value: string) => value.isWellFormed() && !value.includes("\u0000");
export const TEXT_PROBLEM = "must be text without NUL characters or lone surrogates";

const LABEL_KEY_PROBLEM =
  "must have keys of 1 to 128 letters, digits, '.', '_', '/' and '-' that start and end with a letter or digit";
/** The key of a label or annotation. */
export const labelKey = z.string().regex(LABEL_KEY, LABEL_KEY_PROBLEM);

/** Control and invisible formatting characters, by which one name can pass for another. Joiners that scripts need stay. */
const HIDDEN = /[\p{Cc}\p{Cf}]/gu;
const JOINERS = /[\u200c\u200d]/g;

/** Whether people can read a text and tell it from others. */
export const isLegible = (value: string) => {
  const withoutJoiners = value.replaceAll(JOINERS, "");
  return withoutJoiners.trim() !== "" && withoutJoiners.search(HIDDEN) < 0;
};

/** Labels or annotations, whose values have at most so many characters. */
export const stringMap = (valueMax: number) =>
  z
    .record(labelKey, z.string().max(valueMax).refine(wellFormed, TEXT_PROBLEM))
    .refine((map) => Object.keys(map).length <= LABELS_MAX, `must have at most ${LABELS_MAX} entries`)
    .meta({ propertyNames: { type: "string", pattern: LABEL_KEY.source }, maxProperties: LABELS_MAX });

export const LEGIBLE_PROBLEM = "must be legible: no control, direction or zero-width characters";

/** The name of an object. */
export const nameField = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine(wellFormed, TEXT_PROBLEM)
  .refine(isLegible, LEGIBLE_PROBLEM);

/** The description of an object; at most 1,024 characters. */
export const descriptionField = z.string().max(1_024).refine(wellFormed, TEXT_PROBLEM);

/** A field that may be missing; null means the same, as clients send it for what they leave empty. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** What people write about every object of the control plane. */
export const describing = {
  name: nameField,
  description: descriptionField.nullish(),
  labels: orNull(stringMap(256)),
  annotations: orNull(stringMap(4_096)),
};

/** The same for a change: what is missing stays. */
export const redescribing = { ...describing, name: nameField.optional() };

/** What every object of the control plane answers with. */
export const described = {
  identity: z.string(),
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  objectVersion: z.number().int(),
};
