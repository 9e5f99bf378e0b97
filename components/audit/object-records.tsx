"use client";

import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useMayAsk } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { NotPermitted } from "../query/not-permitted";
import { EmptyState } from "../ui/empty-state";
import { recordsAddress } from "./addresses";
import { useAuditPages } from "./queries";
import { RecordTable } from "./record-table";

/** Every record about one object, on its own page; a record opens in the audit log. */
export function ObjectRecords({ scope, identity }: { scope: Scope; identity: string }) {
  const t = useTranslations("audit");
  const parameters = useMemo(() => ({ resourceIdentity: identity }), [identity]);
  const mayList = useMayAsk()("audit_log:list");
  const pages = useAuditPages(scope, parameters, false, mayList);
  if (!mayList) return <NotPermitted permission="audit_log:list" />;
  return (
    <RecordTable
      pages={pages}
      records={pages.records}
      hrefOf={(eventId) => recordsAddress(scope, identity, eventId)}
      empty={
        <EmptyState icon={<ScrollText />} title={t("list.empty")}>
          {t("list.emptyText")}
        </EmptyState>
      }
    />
  );
}
