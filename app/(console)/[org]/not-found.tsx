import { Compass } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "@/components/ui/empty-state";
import { ButtonLink } from "@/components/ui/link";

export default async function NotFound() {
  const t = await getTranslations("layout");
  return (
    <EmptyState
      level={1}
      icon={<Compass />}
      title={t("notFoundTitle")}
      action={<ButtonLink href="/">{t("notFoundAction")}</ButtonLink>}
    >
      {t("notFoundText")}
    </EmptyState>
  );
}
