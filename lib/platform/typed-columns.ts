/** Column and PostgreSQL type of each field of a row, for example `{ projectId: "project_id text" }`. */
export type TypedColumns = Readonly<Record<string, string>>;

/**
 * Column names and typed parameters of an INSERT, from a parameter on. One statement with types is planned once per
 * connection, where an object mapper builds and reads one for each row.
 */
export function typedColumns(columns: TypedColumns, firstParameter: number) {
  const typed = Object.values(columns).map((column) => column.split(" "));
  return {
    names: typed.map(([name]) => name).join(", "),
    parameters: typed.map(([, type], index) => `$${firstParameter + index}::${type}`).join(", "),
  };
}

/** The parameters for a row. */
export function typedValues<Columns extends TypedColumns>(
  columns: Columns,
  row: Readonly<Record<keyof Columns, unknown>>,
): unknown[] {
  return Object.entries(columns).map(([name, column]) => stored(row[name], column.endsWith(" jsonb")));
}

/** Times carry their zone, so that the session's does not matter. */
function stored(value: unknown, isJson: boolean): unknown {
  if (isJson && value !== null) return JSON.stringify(value);
  return value instanceof Date ? value.toISOString() : value;
}
