"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { TabRow } from "./tab-row";

interface LinkTabsProps {
  /** Accessible name of the row of tabs. */
  label: string;
  /** The first one is shown when the address names none. */
  tabs: readonly { id: string; label: string; count?: number }[];
  /** Name of the search parameter that holds the tab. */
  parameter?: string;
}

/** Tabs of one page, kept in the address (`?tab=versions`). */
export function LinkTabs({ label, tabs, parameter = "tab" }: LinkTabsProps) {
  const path = usePathname();
  const search = useSearchParams();
  function address(id: string): string {
    const next = new URLSearchParams(search);
    if (id === tabs[0]?.id) next.delete(parameter);
    else next.set(parameter, id);
    return next.size === 0 ? path : `?${next}`;
  }
  return (
    <TabRow
      label={label}
      tabs={tabs.map((tab) => ({ ...tab, href: address(tab.id) }))}
      current={currentTab(tabs, search.get(parameter))}
      // The page has everything already: only the address changes, the server is not asked.
      onNavigate={(href) => window.history.pushState(null, "", href)}
    />
  );
}

/** The tab the address names, or the first. */
export function currentTab(tabs: readonly { id: string }[], named: string | null | undefined): string {
  return tabs.find((tab) => tab.id === named)?.id ?? tabs[0]?.id ?? "";
}
