/** Bounds of an organisation's limits. */
export const LIMITS = {
  requestsPerSecond: { min: 1, max: 1_000_000 },
  keysMax: { min: 0, max: 10_000_000 },
  secretsMax: { min: 0, max: 10_000_000 },
  zonesMax: { min: 0, max: 1_000_000 },
} as const;

export type LimitName = keyof typeof LIMITS;

/** What was typed as numbers: null for nothing (the installation's default), undefined for what is none of the possible. */
export function limitsIn(typed: Readonly<Record<LimitName, string>>): Record<LimitName, number | null | undefined> {
  const read = (name: LimitName) => limitOf(typed[name], LIMITS[name]);
  return {
    requestsPerSecond: read("requestsPerSecond"),
    keysMax: read("keysMax"),
    secretsMax: read("secretsMax"),
    zonesMax: read("zonesMax"),
  };
}

function limitOf(typed: string, { min, max }: { min: number; max: number }): number | null | undefined {
  const text = typed.trim();
  if (text === "") return null;
  const value = Number(text);
  return /^\d{1,8}$/.test(text) && value >= min && value <= max ? value : undefined;
}
