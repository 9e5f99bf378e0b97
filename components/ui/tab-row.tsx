"use client";

import NextLink, { type LinkProps } from "next/link";
import { useEffect, useRef } from "react";
import { classNames } from "./class-names";

export interface TabLink {
  id: string;
  label: string;
  href: string;
  count?: number;
}

interface TabRowProps {
  /** Accessible name of the row of tabs. */
  label: string;
  tabs: readonly TabLink[];
  /** Id of the tab that is shown. */
  current: string;
  /** In place of opening the tab's address. */
  onNavigate?: (href: string) => void;
}

/** Links that look like tabs; each has an address, so that back, reload and sharing do the right thing. */
export function TabRow({ label, tabs, current, onNavigate }: TabRowProps) {
  const list = useRef<HTMLUListElement>(null);

  // Where the row is wider than the page. Only the row is moved: scrollIntoView would move the page as well.
  useEffect(() => {
    const row = list.current;
    const tab = row?.querySelector(`[data-tab="${CSS.escape(current)}"]`);
    if (!row || !tab) return;
    const [seen, wanted] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
    if (wanted.left < seen.left) row.scrollLeft -= Math.ceil(seen.left - wanted.left);
    else if (wanted.right > seen.right) row.scrollLeft += Math.ceil(wanted.right - seen.right);
  }, [current]);

  return (
    <nav aria-label={label} className="border-line border-b">
      <ul ref={list} className="-mb-px flex gap-5 overflow-x-auto">
        {tabs.map((tab) => (
          <li key={tab.id} data-tab={tab.id} className="shrink-0">
            <NextLink
              href={tab.href}
              scroll={false}
              prefetch={false}
              onNavigate={onNavigate && instead(() => onNavigate(tab.href))}
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

function instead(act: () => void): LinkProps["onNavigate"] {
  return (event) => {
    event.preventDefault();
    act();
  };
}
