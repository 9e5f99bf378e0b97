"use client";

import { useTranslations } from "next-intl";
import type { AuditItem } from "@/lib/contract/audit";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { Drawer } from "../ui/drawer";
import { Explanation } from "./explanation";
import { useAuditRecord } from "./queries";
import { RecordFacts } from "./record-facts";
import { RecordLinks } from "./record-links";
import type { AuditAddress } from "./use-audit-page";

interface RecordDrawerProps {
  scope: Scope;
  address: AuditAddress;
  /** `evt-…` */
  eventId: string;
  known: AuditItem | undefined;
}

/** One record with everything it says, beside the list. */
export function RecordDrawer({ scope, address, eventId, known }: RecordDrawerProps) {
  const t = useTranslations("audit");
  const query = useAuditRecord(scope, eventId, known);
  const record = query.data;
  return (
    <Drawer title={record?.description ?? t("record.title")} onClose={() => address.change({ record: "" })}>
      {query.error ? (
        <QueryError error={query.error} onRetry={() => query.refetch()} isRetrying={query.isFetching} />
      ) : record === undefined ? (
        <p className="p-4 text-ink-muted">{t("record.loading")}</p>
      ) : (
        <>
          <RecordLinks scope={scope} address={address} record={record} />
          {record.outcome === "refused" ? <Explanation scope={scope} record={record} /> : null}
          <RecordFacts record={record} />
        </>
      )}
    </Drawer>
  );
}
