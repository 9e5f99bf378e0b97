import { useTranslations } from "next-intl";
import { Skeleton } from "../ui/skeleton";

/** Head and one panel: the shape every page begins with, until its content is there. */
export function PageSkeleton() {
  const t = useTranslations("layout");
  return (
    <div aria-busy="true">
      <span role="status" className="sr-only">
        {t("loading")}
      </span>
      <Skeleton className="mt-1 h-5 w-40" />
      <Skeleton className="mt-3 h-3 w-80 max-w-full opacity-70" />
      <div className="mt-7 h-72 rounded-panel border border-line bg-surface shadow-panel" />
    </div>
  );
}
