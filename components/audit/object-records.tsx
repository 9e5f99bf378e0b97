"use client";

import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Scope } from "../layout/scope";
import { EmptyState } from "../ui/empty-state";
import { recordsAddress } from "./addresses";
import { useAuditPages } from "./queries";
import { RecordTable } from "./record-table";

/** Every record about one object, on its own page; a record opens in the audit log. */
export function ObjectRecords({ scope, identity }: { scope: Scope; identity: string }) {
  const t = useTranslations("audit");
  const parameters = useMemo(() => ({ resourceIdentity: identity }), [identity]);
  const pages = useAuditPages(scope, parameters, false);
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
