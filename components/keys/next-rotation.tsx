"use client";

import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { useNow } from "../ui/now";
import { RelativeTime } from "../ui/relative-time";

type RotationFacts = Pick<KeyRow, "status" | "keyRotationEnabled" | "nextRotationAt">;

/** When a key rotates next, or why it does not. */
export function NextRotation({ of, isFocusable = false }: { of: RotationFacts; isFocusable?: boolean }) {
  const t = useTranslations("keys");
  const now = useNow();
  if (!of.keyRotationEnabled) return <span className="text-ink-muted">{t("rotation.none")}</span>;
  if (of.nextRotationAt === undefined) return <span className="text-ink-muted">{t("rotation.paused")}</span>;
  if (Date.parse(of.nextRotationAt) > now) return <RelativeTime value={of.nextRotationAt} isFocusable={isFocusable} />;
  return (
    <span className="font-medium text-warn">
      {t.rich("rotation.overdue", {
        when: () => <RelativeTime value={of.nextRotationAt ?? ""} isFocusable={isFocusable} />,
      })}
    </span>
  );
}
