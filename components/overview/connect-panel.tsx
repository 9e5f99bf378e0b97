"use client";

import { BookOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useOrganisation } from "../layout/organisation-context";
import { CopyButton } from "../ui/copy-button";
import { Link } from "../ui/link";
import { Panel } from "../ui/panel";

const never = () => () => undefined;

/** What an application needs to begin: address and organisation, ready to copy. */
export function ConnectPanel({ className }: { className?: string }) {
  const t = useTranslations("overview");
  const { organisation } = useOrganisation();
  const origin = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
  return (
    <Panel
      className={className}
      title={t("connect")}
      aside={
        <Link href="/docs" prefetch={false}>
          {t("referenceAction")}
        </Link>
      }
    >
      <dl className="flex flex-col gap-3">
        <Fact name={t("endpoint")} value={`${origin}/v1`} />
        <Fact name="X-Organisation-Identity" value={organisation.identity} />
      </dl>
      <p className="mt-3 flex gap-2 text-caption text-ink-muted">
        <BookOpen aria-hidden className="mt-px size-3.5 shrink-0" />
        {t("connectNote")}
      </p>
    </Panel>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-caption text-ink-muted">{name}</dt>
      <dd className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate font-mono text-control">{value}</span>
        <CopyButton value={value} label={name} look="small" />
      </dd>
    </div>
  );
}
