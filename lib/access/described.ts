/** A row that people have described, as every table of the control plane has them. */
export interface DescribedRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly labels: unknown;
  readonly annotations: unknown;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
}

/** What every object of the control plane answers with. */
export function described(row: DescribedRow) {
  return {
    identity: row.id,
    name: row.name,
    slug: row.slug,
    description: row.description ?? "",
    labels: textMap(row.labels),
    annotations: textMap(row.annotations),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    objectVersion: row.objectVersion,
  };
}

/** Identity, name and slug of an object that another one names. */
export function referenceTo({ id, name, slug }: { readonly id: string; readonly name: string; readonly slug: string }) {
  return { identity: id, name, slug };
}

/** Labels or annotations as stored. */
export function textMap(stored: unknown): Record<string, string> {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, String(value)]));
}

/** A moment as answers show it. */
export function momentOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

/** Columns of a new object from what a request says of it. */
export function newDescription(request: {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly labels?: Record<string, string> | undefined;
  readonly annotations?: Record<string, string> | undefined;
}) {
  return {
    name: request.name,
    description: request.description || null,
    labels: request.labels ?? {},
    annotations: request.annotations ?? {},
  };
}

/** Columns that a change of an object sets: what the request leaves out stays. */
export function changedDescription(
  request: {
    readonly name?: string | undefined;
    readonly description?: string | null | undefined;
    readonly labels?: Record<string, string> | undefined;
    readonly annotations?: Record<string, string> | undefined;
  },
  at: Date,
) {
  const { name, labels, annotations } = request;
  const description = request.description === undefined ? undefined : request.description || null;
  return { name, description, labels, annotations, updatedAt: at, objectVersion: { increment: 1 } };
}
