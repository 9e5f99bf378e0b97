/** Choices for the end of a credential, in days; `never` for none. */
export const EXPIRY_CHOICES = ["30", "90", "365", "never"] as const;

export type ExpiryChoice = (typeof EXPIRY_CHOICES)[number];

/** Long enough to rotate in peace, short enough to be noticed when nobody does. */
export const EXPIRY_SUGGESTED: ExpiryChoice = "90";

const DAY_MS = 86_400_000;

/** The choice as a moment after `nowMs`, as requests carry it; null = never. */
export function expiryMoment(choice: ExpiryChoice, nowMs: number): string | null {
  return choice === "never" ? null : new Date(nowMs + Number(choice) * DAY_MS).toISOString();
}

/** The choice that a select's text names. */
export function expiryChoiceOf(text: string): ExpiryChoice {
  return EXPIRY_CHOICES.find((choice) => choice === text) ?? EXPIRY_SUGGESTED;
}
