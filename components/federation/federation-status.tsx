"use client";

import { CircleCheck, CirclePause, CircleSlash } from "lucide-react";
import { useTranslations } from "next-intl";
import { Status } from "../ui/status";

/** Whether a provider or an identity lets tokens in now. */
export function FederationStatus({ status }: { status: "active" | "inactive" | "expired" }) {
  const t = useTranslations("federation");
  if (status === "active") {
    return (
      <Status tone="good" icon={CircleCheck}>
        {t("status.active")}
      </Status>
    );
  }
  return (
    <Status tone={status === "expired" ? "bad" : "idle"} icon={status === "expired" ? CircleSlash : CirclePause}>
      {t(`status.${status}`)}
    </Status>
  );
}
