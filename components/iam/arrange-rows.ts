type Value = string | number | null;

/** How a list finds and orders its rows. */
export interface RowOrder<Row> {
  /** Everything about a row that the filter field looks in. */
  text: (row: Row) => string;
  /** What a row is ordered by, for each name a column sorts by. */
  sorts: Readonly<Record<string, (row: Row) => Value>>;
}

/** The rows that contain every word, in the wanted order: "name" ascending, "-name" descending, what is not known last. */
export function arrangeRows<Row>(rows: readonly Row[], words: string, sort: string, order: RowOrder<Row>): Row[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const text = order.text(row).toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const isDescending = sort.startsWith("-");
  const orderedBy = order.sorts[isDescending ? sort.slice(1) : sort];
  if (orderedBy === undefined) return found;
  return found.sort((one, other) => compare(orderedBy(one), orderedBy(other), isDescending));
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders by name as the lists do: numbers by their value, capitals like small letters. */
export const byName = (one: { readonly name: string }, other: { readonly name: string }) =>
  collator.compare(one.name, other.name);

function compare(one: Value, other: Value, isDescending: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const isNumeric = typeof one === "number" && typeof other === "number";
  const difference = isNumeric ? one - other : collator.compare(String(one), String(other));
  return isDescending ? -difference : difference;
}
