"use client";

import { useTranslations } from "next-intl";
import type { Ref } from "react";
import { Tab, TabList } from "react-aria-components/Tabs";
import type { Operation } from "./operations";

interface OperationTabsProps {
  operations: readonly Operation[];
  ref: Ref<HTMLDivElement>;
}

/** One tab for everything the key can do. Arrow keys choose. */
export function OperationTabs({ operations, ref }: OperationTabsProps) {
  const t = useTranslations("playground");
  return (
    <TabList
      ref={ref}
      aria-label={t("operation.label")}
      className="flex max-w-full flex-wrap items-stretch gap-0.5 rounded-control border border-line bg-sunken p-0.5"
    >
      {operations.map((operation) => (
        <Tab
          key={operation}
          id={operation}
          className="flex h-6 cursor-default select-none items-center whitespace-nowrap rounded-small px-2.5 text-control text-ink-muted transition-colors duration-120 hover:text-ink data-focus-visible:outline-2 data-focus-visible:outline-focus data-selected:bg-raised data-selected:font-medium data-selected:text-ink data-selected:shadow-panel forced-colors:data-selected:outline-1"
        >
          {t(`operation.${operation}`)}
        </Tab>
      ))}
    </TabList>
  );
}
