"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { ThemeMenu } from "../theme/theme-menu";
import { Breadcrumb } from "../ui/breadcrumb";
import { MenuSheet } from "./menu-sheet";
import { pathCrumbs } from "./path-crumbs";
import { PersonMenu } from "./person-menu";
import { SearchButton } from "./search-button";

export function TopBar() {
  const t = useTranslations("layout");
  const pathname = usePathname();
  return (
    <header className="sticky top-0 z-20 flex h-topbar items-center gap-3 border-line border-b bg-canvas px-gutter max-sm:px-4">
      <MenuSheet />
      <div className="min-w-0 flex-1">
        <Breadcrumb label={t("breadcrumb")} crumbs={pathCrumbs(pathname, (name) => t(name))} />
      </div>
      <SearchButton />
      <ThemeMenu />
      <PersonMenu />
    </header>
  );
}
