"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure as AriaDisclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { classNames } from "./class-names";

interface DisclosureProps {
  title: string;
  isOpenAtFirst?: boolean;
  /** Given together: whether it is open is the owner's business. */
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  className?: string;
  children: ReactNode;
}

/** Something most people do not need: closed until asked for. */
export function Disclosure({ title, isOpenAtFirst, isOpen, onOpenChange, className, children }: DisclosureProps) {
  return (
    <AriaDisclosure
      defaultExpanded={isOpenAtFirst}
      isExpanded={isOpen}
      onExpandedChange={onOpenChange}
      className={classNames("group/disclosure", className)}
    >
      <Button
        slot="trigger"
        className="-mx-1.5 inline-flex h-7 items-center gap-1.5 rounded-control px-1.5 font-medium text-control text-ink-muted hover:text-ink"
      >
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform duration-120 ease-calm group-data-expanded/disclosure:rotate-90"
        />
        {title}
      </Button>
      <DisclosurePanel>{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
