"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { classNames } from "../ui/class-names";
import { Disclosure } from "../ui/disclosure";
import { SearchField } from "../ui/search-field";
import { MethodName } from "./method-name";
import { partAddress } from "./reference-address";
import { type ReferenceEntry, useReferenceFilter } from "./reference-filter";
import { useSectionInView } from "./use-section-in-view";

export interface IndexGroup {
  /** Empty for the guide and the objects. */
  readonly part: string;
  readonly title: string;
  /** Of the page that is shown; the others' are known once somebody filters. */
  readonly entries: readonly ReferenceEntry[];
}

/** Filter and table of contents: a column where there is room, a disclosure above the text where there is not. */
export function ReferenceIndex({ groups }: { groups: readonly IndexGroup[] }) {
  const t = useTranslations("reference");
  return (
    <div className="min-w-0 lg:sticky lg:top-topbar lg:flex lg:max-h-[calc(100dvh-var(--topbar))] lg:flex-col lg:self-start lg:py-6">
      <FilterField />
      <nav aria-label={t("contents")} className="mt-4 hidden overflow-y-auto pr-1 pb-2 lg:block">
        <IndexLinks groups={groups} />
      </nav>
      <Disclosure title={t("contents")} className="mt-3 lg:hidden">
        <nav aria-label={t("contents")} className="pt-2">
          <IndexLinks groups={groups} />
        </nav>
      </Disclosure>
    </div>
  );
}

function FilterField() {
  const t = useTranslations("reference");
  const { query, setQuery } = useReferenceFilter();
  const frame = useRef<HTMLElement>(null);

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "/" || isTyping) return;
      event.preventDefault();
      frame.current?.querySelector("input")?.focus();
    }
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    // Room for the focus ring, which the scrolling column would cut.
    <search ref={frame} className="block lg:px-0.5">
      <SearchField label={t("filter")} placeholder={t("filterHint")} value={query} onChange={setQuery} />
    </search>
  );
}

function IndexLinks({ groups }: { groups: readonly IndexGroup[] }) {
  const { entries: found, matches } = useReferenceFilter();
  const inView = useSectionInView();
  return groups.map(({ part, title, entries }) => {
    const shown = found === null ? entries : found.filter((entry) => entry.part === part && matches(entry));
    if (found !== null && shown.length === 0) return null;
    return (
      <div key={title} className="mb-3">
        <h2 className="text-control">
          <a
            href={partAddress(part)}
            className="block rounded-small px-2 py-1 font-medium -outline-offset-2 hover:bg-sunken hover:text-ink"
          >
            {title}
          </a>
        </h2>
        {shown.length === 0 ? null : (
          <ul>
            {shown.map((entry) => (
              <li key={entry.id}>
                <IndexLink entry={entry} isInView={entry.id === inView} />
              </li>
            ))}
          </ul>
        )}
      </div>
    );
  });
}

function IndexLink({ entry, isInView }: { entry: ReferenceEntry; isInView: boolean }) {
  return (
    <a
      href={`${partAddress(entry.part)}#${entry.id}`}
      aria-current={isInView ? "location" : undefined}
      className={classNames(
        "flex min-h-7 items-center gap-2 rounded-small px-2 py-1 text-control -outline-offset-2 hover:bg-sunken hover:text-ink",
        isInView ? "bg-sunken font-medium text-ink" : "text-ink-muted",
      )}
    >
      <span className="min-w-0 flex-1">{entry.label}</span>
      {entry.method ? <MethodName method={entry.method} /> : null}
    </a>
  );
}
