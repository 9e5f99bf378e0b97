/** Moments as the browser's field for date and time has them: `YYYY-MM-DDTHH:MM`, here always in UTC; empty for none. */

const FIELD_CHARACTERS = "YYYY-MM-DDTHH:MM".length;

/** The moment of such a field as the API writes it; as typed where it is none. */
export function momentOf(field: string): string {
  const time = Date.parse(`${field}Z`);
  return Number.isNaN(time) ? field : new Date(time).toISOString();
}

/** The field's text for a moment of the API; empty where there is none. */
export function momentText(moment: string | null | undefined): string {
  if (!moment || Number.isNaN(Date.parse(moment))) return "";
  return new Date(moment).toISOString().slice(0, FIELD_CHARACTERS);
}

/** Whether a field holds a moment or nothing. */
export function isMomentField(field: string): boolean {
  return field === "" || !Number.isNaN(Date.parse(`${field}Z`));
}
