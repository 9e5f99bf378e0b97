/** Leaves the first 8 and last 6 characters of a long identifier: enough to recognise it by both ends. */
export function shortenMiddle(value: string, charactersMax = 18): string {
  if (value.length <= charactersMax) return value;
  return `${value.slice(0, 8)}…${value.slice(-6)}`;
}
