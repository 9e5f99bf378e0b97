"use client";

import { CircleHelp } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AuditItem, RecordExplanation } from "@/lib/contract/audit";
import type { Scope } from "../layout/scope";
import { simulateAddress } from "../roles/addresses";
import { Link } from "../ui/link";
import { Status } from "../ui/status";
import { actorIdentity } from "./actor-name";
import { useExplanation } from "./queries";

/** What stood against a refused call, and whether it still does. */
export function Explanation({ scope, record }: { scope: Scope; record: AuditItem }) {
  const t = useTranslations("audit");
  const { data, error } = useExplanation(scope, record.eventID);
  return (
    <section className="mx-4 mt-4 rounded-control border border-line bg-sunken p-3 text-control">
      <h3 className="flex items-center gap-2 font-medium">
        <CircleHelp aria-hidden className="size-4 text-ink-muted" />
        {t("why.title")}
      </h3>
      {error ? (
        <p className="mt-1.5 text-ink-muted">{t("why.denied")}</p>
      ) : data === undefined ? (
        <p className="mt-1.5 text-ink-muted">{t("why.loading")}</p>
      ) : (
        <Answer scope={scope} record={record} explanation={data} />
      )}
    </section>
  );
}

function Answer({ scope, record, explanation }: { scope: Scope; record: AuditItem; explanation: RecordExplanation }) {
  const t = useTranslations("audit");
  const { reason, remedy, permission, allowedNow, decision } = explanation;
  const subject = actorIdentity(record);
  const code = (parts: ReactNode) => <span className="font-mono text-caption">{parts}</span>;
  return (
    <div className="mt-1.5 flex flex-col gap-1.5">
      <p>
        {t("why.code")}: {code(reason)}
      </p>
      {remedy === null ? null : <p className="text-ink-muted">{remedy}</p>}
      {permission === null ? null : <p>{t.rich("why.needs", { permission, code })}</p>}
      {allowedNow === null ? null : (
        <p>
          <Status tone={allowedNow ? "good" : "warn"}>{t(allowedNow ? "why.allowedNow" : "why.refusedNow")}</Status>
          {decision === null ? null : <span className="mt-0.5 block text-ink-muted">{decision.text}</span>}
        </p>
      )}
      {permission === null || subject === null ? null : (
        <p>
          <Link href={simulateAddress({ ...scope, project: record.projectId }, factsOf(record, subject, permission))}>
            {t("why.simulate")}
          </Link>
        </p>
      )}
    </div>
  );
}

function factsOf({ region, resourceIdentity, createdAt, context }: AuditItem, subject: string, permission: string) {
  const resource = region && resourceIdentity ? `${region}/${resourceIdentity}` : undefined;
  return { subject, permission, resource, at: createdAt, ip: context.client_ip || undefined };
}
