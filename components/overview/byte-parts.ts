const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A number of bytes in the largest binary unit of which there is at least one (IEC 80000-13). */
export function byteParts(bytes: number): { amount: number; unit: (typeof UNITS)[number] } {
  let amount = bytes;
  let at = 0;
  while (amount >= 1_024 && at < UNITS.length - 1) {
    amount /= 1_024;
    at += 1;
  }
  return { amount, unit: UNITS[at] ?? "B" };
}
