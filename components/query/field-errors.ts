/**
 * A refusal's text beside the fields it names: "name: must …; labels.team: must …." Null where it names none of them, for a
 * place of its own.
 */
export function fieldErrors<Field extends string>(
  message: string,
  fields: readonly Field[],
): Partial<Record<Field, string>> | null {
  const errors: Partial<Record<Field, string>> = {};
  for (const part of message.split("; ")) {
    const [path = "", ...words] = part.split(": ");
    const field = fields.find((name) => path === name || path.startsWith(`${name}.`));
    if (field !== undefined && words.length > 0) errors[field] ??= words.join(": ");
  }
  return Object.keys(errors).length === 0 ? null : errors;
}
