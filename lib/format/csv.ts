/** Beginnings that spreadsheets take for formulas. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as CSV with a line break after each. Cells that a spreadsheet would run as a formula get an apostrophe in front.
 * Source: RFC 4180.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
