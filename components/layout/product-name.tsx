import { useTranslations } from "next-intl";
import { Mark } from "./mark";

/** Mark and name, where the console's menu does not show them. */
export function ProductName() {
  const t = useTranslations("layout");
  return (
    <div className="flex shrink-0 items-center gap-2.5">
      <Mark className="size-6" />
      <span className="font-semibold text-[15px] tracking-[-0.01em]">{t("product")}</span>
    </div>
  );
}
