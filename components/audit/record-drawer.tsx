"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
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
  useEffect(() => () => returnFocus(eventId), [eventId]);
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

/**
 * Gives the focus to the record's link in the list, where the drawer leaves it nowhere: a page that was opened with the
 * record had nothing in focus before.
 */
function returnFocus(eventId: string): void {
  const links = () => [...document.querySelectorAll<HTMLAnchorElement>("main a[data-row-link]")];
  // The drawer itself lets go of the focus in the next frame.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      links()
        .find(({ href }) => new URL(href).searchParams.get("record") === eventId)
        ?.focus();
    }),
  );
}
