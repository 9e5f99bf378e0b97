"use client";

import { Link2, Unlink } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KmsKey } from "@/lib/contract/kms";
import { DEPENDENTS_NAMED_MAX } from "@/lib/contract/kms-limits";

const KINDS = ["secret", "dns_zone", "webhook"] as const;

/** What stops working with the key, by kind and name; or that nothing in Pelagos does. */
export function DependentsList({ of }: { of: Pick<KmsKey, "dependents"> }) {
  const t = useTranslations("keys");
  const dependents = of.dependents ?? [];
  const isCut = dependents.length === DEPENDENTS_NAMED_MAX;
  if (dependents.length === 0) {
    return (
      <p className="flex items-start gap-2 text-control text-ink-muted">
        <Unlink aria-hidden className="mt-px size-4 shrink-0" />
        {t("dependents.none")}
      </p>
    );
  }
  return (
    <div>
      <p className="font-medium text-control text-ink">
        {t(isCut ? "dependents.first" : "dependents.some", { count: dependents.length })}
      </p>
      <ul className="mt-1.5 max-h-40 divide-y divide-line overflow-auto rounded-control border border-line">
        {dependents.map(({ kind, identity, name }) => {
          const known = KINDS.find((one) => one === kind);
          return (
            <li key={`${kind} ${identity}`} className="flex items-center gap-2 px-3 py-1.5 text-control">
              <Link2 aria-hidden className="size-3.5 shrink-0 text-ink-muted" />
              <span className="min-w-0 flex-1 truncate text-ink">{name}</span>
              <span className="shrink-0 text-caption text-ink-muted">
                {known ? t(`dependents.kind.${known}`) : kind}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
