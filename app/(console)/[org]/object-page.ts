import { notFound } from "next/navigation";
import { cache } from "react";
import { pageRead } from "@/lib/console/page-read";
import { requireViewer } from "@/lib/console/viewer";
import type { ActionResult } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { type PageSearch, searchOf } from "./page-search";

export interface ObjectPageProps<Name extends string> {
  params: Promise<{ org: string } & Record<Name, string>>;
  searchParams: Promise<PageSearch>;
}

const ABSENT: ReadonlySet<string> = new Set([
  "object_not_found",
  "zone_not_found",
  "project_not_found",
  "organisation_not_found",
]);

/** What a page of one object reads, once for its title and its content. */
export function objectRead<Name extends string, Value>(
  name: Name,
  verb: (call: Call, asked: string) => Promise<Value>,
) {
  const readOnce = cache((organisation: string, project: string | null, asked: string) =>
    pageRead({ organisation, project }, (call) => verb(call, asked)),
  );
  /** The scope, what the address calls the object, and what was read of it. Leads to "not found" where it is absent. */
  return async ({ params, searchParams }: ObjectPageProps<Name>) => {
    const [segments, search] = await Promise.all([params, searchParams.then(searchOf)]);
    await requireViewer(segments.org);
    const scope = { organisation: segments.org, project: search.get("project") };
    const asked = decoded(segments[name]);
    const result: ActionResult<Value> = await readOnce(scope.organisation, scope.project, asked);
    if (!result.ok && ABSENT.has(result.error.code)) notFound();
    return { scope, asked, result };
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
