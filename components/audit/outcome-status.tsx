import { Ban, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AuditItem } from "@/lib/contract/audit";
import { Status } from "../ui/status";

const LOOKS = {
  allowed: { tone: "good", icon: CircleCheck },
  refused: { tone: "warn", icon: Ban },
  failed: { tone: "bad", icon: TriangleAlert },
} as const;

/** How an act ended. */
export function OutcomeStatus({ outcome }: Pick<AuditItem, "outcome">) {
  const t = useTranslations("audit");
  const { tone, icon } = LOOKS[outcome];
  return (
    <Status tone={tone} icon={icon}>
      {t(`outcome.${outcome}`)}
    </Status>
  );
}
