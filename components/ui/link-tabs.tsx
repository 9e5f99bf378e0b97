"use client";

import NextLink from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { classNames } from "./class-names";

interface LinkTabsProps {
  /** Accessible name of the row of tabs. */
  label: string;
  /** The first one is shown when the address names none. */
  tabs: readonly { id: string; label: string; count?: number }[];
  /** Name of the search parameter that holds the tab. */
  parameter?: string;
}

/** Tabs that live in the address (`?tab=versions`), so that back, reload and sharing do the right thing. */
export function LinkTabs({ label, tabs, parameter = "tab" }: LinkTabsProps) {
  const path = usePathname();
  const search = useSearchParams();
  const current = currentTab(tabs, search.get(parameter));
  function address(id: string): string {
    const next = new URLSearchParams(search);
    if (id === tabs[0]?.id) next.delete(parameter);
    else next.set(parameter, id);
    return next.size === 0 ? path : `?${next}`;
  }
  return (
    <nav aria-label={label} className="border-line border-b">
      <ul className="-mb-px flex gap-5 overflow-x-auto">
        {tabs.map((tab) => (
          <li key={tab.id} className="shrink-0">
            <NextLink
              href={address(tab.id)}
              scroll={false}
              prefetch={false}
              onNavigate={(event) => {
                // The page has everything already: only the address changes, the server is not asked.
                event.preventDefault();
                window.history.pushState(null, "", address(tab.id));
              }}
              aria-current={tab.id === current ? "page" : undefined}
              className={classNames(
                "flex h-10 items-center gap-1.5 border-b-2 text-control transition-colors duration-120 focus-visible:-outline-offset-2",
                tab.id === current
                  ? "border-accent font-semibold text-ink"
                  : "border-transparent text-ink-muted hover:border-line-strong hover:text-ink",
              )}
            >
              {tab.label}
              {tab.count === undefined ? null : <span className="text-caption text-ink-faint">{tab.count}</span>}
            </NextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The tab the address names, or the first. */
export function currentTab(tabs: readonly { id: string }[], named: string | null | undefined): string {
  return tabs.find((tab) => tab.id === named)?.id ?? tabs[0]?.id ?? "";
}
