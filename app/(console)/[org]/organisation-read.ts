import type { Scope } from "@/components/layout/scope";
import { pageRead } from "@/lib/console/page-read";
import { requireViewer } from "@/lib/console/viewer";
import type { ActionResult } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { type PageSearch, searchOf } from "./page-search";

export interface OrganisationPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

/** The scope of a page's address, and what a verb reads in it. */
export async function organisationRead<Value>(
  { params, searchParams }: OrganisationPageProps,
  verb: (call: Call, organisation: string) => Promise<Value>,
): Promise<{ scope: Scope; result: ActionResult<Value> }> {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  return { scope, result: await pageRead(scope, (call) => verb(call, org)) };
}
