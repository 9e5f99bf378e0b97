import { getTranslations } from "next-intl/server";
import { Skeleton } from "@/components/ui/skeleton";

/** Head and one panel: the shape every page begins with. */
export default async function Loading() {
  const t = await getTranslations("layout");
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
