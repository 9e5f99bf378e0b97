"use client";

import { ArrowUpRight, Layers, Package, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AuditItem } from "@/lib/contract/audit";
import { type Scope, scopedAddress } from "../layout/scope";
import { ButtonLink } from "../ui/link";
import { actorIdentity, actorName } from "./actor-name";
import type { AuditAddress } from "./use-audit-page";

/** Filters that a link to other records begins anew. */
const FRESH = {
  record: "",
  q: "",
  event: "",
  actor: "",
  outcome: "",
  resourceType: "",
  responseStatus: "",
  resourceIdentity: "",
  requestId: "",
};

/** Where a record leads: to its object, and to the records beside it. */
export function RecordLinks({ scope, address, record }: { scope: Scope; address: AuditAddress; record: AuditItem }) {
  const t = useTranslations("audit");
  const { context, resourceIdentity } = record;
  const actor = actorIdentity(record);
  const object = objectAddress({ ...scope, project: record.projectId }, record);
  return (
    <div className="flex flex-wrap gap-2 px-4 pt-4">
      {object === null ? null : (
        <ButtonLink href={object} icon={<ArrowUpRight aria-hidden />}>
          {t("link.object", { name: context.resource_slug || resourceIdentity })}
        </ButtonLink>
      )}
      <ButtonLink
        href={address.hrefWith({ ...FRESH, requestId: context.request_id, range: "all", from: "", to: "" })}
        icon={<Layers aria-hidden />}
      >
        {t("link.request")}
      </ButtonLink>
      {resourceIdentity === "" ? null : (
        <ButtonLink href={address.hrefWith({ ...FRESH, resourceIdentity })} icon={<Package aria-hidden />}>
          {t("link.sameObject")}
        </ButtonLink>
      )}
      {actor === null ? null : (
        <ButtonLink href={address.hrefWith({ ...FRESH, actor })} icon={<UserRound aria-hidden />}>
          {t("link.sameActor", { name: actorName(record, t) })}
        </ButtonLink>
      )}
    </div>
  );
}

/** The page of what a record is about; null where it has none. */
function objectAddress(scope: Scope, { resourceType, resourceIdentity, region, context }: AuditItem): string | null {
  if (resourceType === "kms_key" && region && context.resource_slug) {
    return scopedAddress(scope, `/keys/${region}/${context.resource_slug}`);
  }
  if (resourceIdentity === "") return null;
  if (resourceType === "iam_role" || resourceType === "iam_policy")
    return scopedAddress(scope, `/access/roles/${resourceIdentity}`);
  if (resourceType === "service_account") return scopedAddress(scope, `/access/service-accounts/${resourceIdentity}`);
  if (resourceType === "team") return scopedAddress(scope, `/access/teams/${resourceIdentity}`);
  return null;
}
