"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KmsKey } from "@/lib/contract/kms";

/** Says why the key of a panel does nothing at the moment. */
export function UnusableNotice({ status }: Pick<KmsKey, "status">) {
  const t = useTranslations("playground");
  return (
    <p
      role="status"
      className="flex items-start gap-2.5 rounded-control border border-warn/40 bg-warn-soft px-3 py-2.5 text-control"
    >
      <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-warn" />
      {t(status === "disabled" ? "isDisabled" : "isDeleting")}
    </p>
  );
}
