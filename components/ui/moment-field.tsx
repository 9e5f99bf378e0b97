"use client";

import type { FramedFieldProps } from "./framed-field";
import { TextField } from "./text-field";

/** A date and a time of day in UTC, as the browser's own field gives it: `YYYY-MM-DDTHH:MM`, empty for none. */
export function MomentField(props: FramedFieldProps) {
  return <TextField {...props} type="datetime-local" suffix="UTC" className="max-w-72" />;
}
