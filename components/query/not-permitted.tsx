"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Permission } from "@/lib/contract/permissions";
import { EmptyState } from "../ui/empty-state";

/** In place of what somebody may not see: the permission that is missing, or the server's words for it. */
export function NotPermitted(props: { permission: Permission } | { message: string }) {
  const t = useTranslations("ui");
  return (
    <EmptyState icon={<Lock />} title={t("errorForbidden")}>
      {"message" in props ? props.message : t("permissionNeeded", { permission: props.permission })}
    </EmptyState>
  );
}
