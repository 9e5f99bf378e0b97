import { Braces } from "lucide-react";
import { useTranslations } from "next-intl";
import { ProductName } from "../layout/product-name";
import { ThemeMenu } from "../theme/theme-menu";
import { buttonStyle } from "../ui/button-style";
import { ButtonLink } from "../ui/link";

/** The reference stands outside the console's shell: nobody needs to sign in to read it. */
export function ReferenceHeader() {
  const t = useTranslations("reference");
  return (
    <header className="sticky top-0 z-20 border-line border-b bg-canvas">
      <div className="mx-auto flex h-topbar max-w-[84rem] items-center gap-3 px-gutter max-sm:px-4">
        <ProductName />
        <span className="min-w-0 flex-1 truncate text-ink-muted max-sm:sr-only">{t("title")}</span>
        <span className="flex-1 sm:hidden" />
        <a href="/openapi.json" className={buttonStyle("quiet", "max-sm:px-2")}>
          <Braces aria-hidden />
          <span className="max-sm:sr-only">{t("openapi")}</span>
        </a>
        <ThemeMenu />
        <ButtonLink href="/">{t("console")}</ButtonLink>
      </div>
    </header>
  );
}
