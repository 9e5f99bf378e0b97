/** Milliseconds as a short text with a unit: "0.8 ms", "12 ms", "1.4 s". Negative ones count as none. */
export function durationWords(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < 10) return `${length.toFixed(1)} ms`;
  if (length < 1_000) return `${Math.round(length)} ms`;
  return `${(length / 1_000).toFixed(1)} s`;
}
