import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SessionEnded } from "../auth/session-ended";
import { PageNameProvider } from "./page-name";
import { SideNavigation } from "./side-navigation";
import { TopBar } from "./top-bar";

/** Menu at the left, bar at the top, the page between them. The document itself scrolls. */
export function AppShell({ children }: { children: ReactNode }) {
  const t = useTranslations("layout");
  return (
    <div className="print:block lg:grid lg:grid-cols-[var(--sidebar)_minmax(0,1fr)]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-control border border-line-strong bg-raised px-3 py-2 font-medium text-control focus:translate-y-0 focus:shadow-overlay"
      >
        {t("skip")}
      </a>
      <aside
        aria-label={t("menu")}
        className="sticky top-0 hidden h-dvh border-line border-r bg-sunken lg:block print:hidden"
      >
        <SideNavigation />
      </aside>
      <div className="min-w-0">
        <PageNameProvider>
          <div className="contents print:hidden">
            <TopBar />
          </div>
          <main id="content" tabIndex={-1} className="mx-auto max-w-[1760px] px-gutter py-6 max-sm:px-4 max-sm:py-5">
            {children}
          </main>
        </PageNameProvider>
      </div>
      <SessionEnded />
    </div>
  );
}
