"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { ThemeMenu } from "../theme/theme-menu";
import { Breadcrumb, type Crumb } from "../ui/breadcrumb";
import { MenuSheet } from "./menu-sheet";
import { useScope } from "./organisation-context";
import { usePageName } from "./page-name";
import { pathCrumbs } from "./path-crumbs";
import { PersonMenu } from "./person-menu";
import { SearchButton } from "./search-button";

export function TopBar() {
  const t = useTranslations("layout");
  const crumbs = useCrumbs();
  return (
    <header className="sticky top-0 z-20 flex h-topbar items-center gap-3 border-line border-b bg-canvas px-gutter max-sm:px-4">
      <MenuSheet />
      <div className="min-w-0 flex-1">
        <Breadcrumb label={t("breadcrumb")} crumbs={crumbs} />
      </div>
      <SearchButton />
      <ThemeMenu />
      <PersonMenu />
    </header>
  );
}

function useCrumbs(): Crumb[] {
  const t = useTranslations("layout");
  const tAccess = useTranslations("access");
  const pathname = usePathname();
  const scope = useScope();
  const name = usePageName();
  if (scope === null) return [{ label: pathname.startsWith("/organisations") ? t("organisations") : t("account") }];
  return pathCrumbs(pathname, scope, { page: (page) => t(page), tab: (tab) => tAccess(`tab.${tab}`) }, name);
}
