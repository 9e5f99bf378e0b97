import type { ReactNode } from "react";
import { AccessFrame } from "@/components/iam/access-frame";
import type { AccessTab } from "@/components/iam/access-tabs";
import type { Scope } from "@/components/layout/scope";
import { ReadFailure } from "@/components/query/read-failure";
import type { Call } from "@/lib/door/call";
import { type OrganisationPageProps, organisationRead } from "../organisation-read";

export type AccessPageProps = OrganisationPageProps;

/** A list of access management with what it shows first, or the reason why that could not be read. */
export async function accessPage<Value>(
  props: AccessPageProps,
  tab: AccessTab,
  read: (call: Call) => Promise<Value>,
  draw: (scope: Scope, value: Value) => ReactNode,
): Promise<ReactNode> {
  const { scope, result } = await organisationRead(props, read);
  if (result.ok) return draw(scope, result.value);
  return (
    <AccessFrame scope={scope} current={tab}>
      <ReadFailure error={result.error} />
    </AccessFrame>
  );
}
