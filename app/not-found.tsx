import { getTranslations } from "next-intl/server";
import { Standalone } from "@/components/layout/standalone";
import { ButtonLink } from "@/components/ui/link";

export default async function NotFound() {
  const t = await getTranslations("layout");
  return (
    <Standalone title={t("notFoundTitle")} text={t("notFoundText")}>
      <ButtonLink href="/">{t("notFoundAction")}</ButtonLink>
    </Standalone>
  );
}
