import type { ReactNode } from "react";
import { AccessFrame } from "@/components/iam/access-frame";
import type { AccessTab } from "@/components/iam/access-tabs";
import type { Scope } from "@/components/layout/scope";
import { ReadFailure } from "@/components/query/read-failure";
import { pageRead } from "@/lib/console/page-read";
import { requireViewer } from "@/lib/console/viewer";
import type { Call } from "@/lib/door/call";
import { type PageSearch, searchOf } from "../page-search";

export interface AccessPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

/** A list of access management with what it shows first, or the reason why that could not be read. */
export async function accessPage<Value>(
  { params, searchParams }: AccessPageProps,
  tab: AccessTab,
  read: (call: Call) => Promise<Value>,
  draw: (scope: Scope, value: Value) => ReactNode,
): Promise<ReactNode> {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  const result = await pageRead(scope, read);
  if (result.ok) return draw(scope, result.value);
  return (
    <AccessFrame scope={scope} current={tab}>
      <ReadFailure error={result.error} />
    </AccessFrame>
  );
}
