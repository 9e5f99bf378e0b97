"use client";

import type { ReactNode } from "react";
import { Header } from "react-aria-components/Header";
import { MenuItem, MenuSection } from "react-aria-components/Menu";
import { OPTION } from "../ui/field-style";

export interface PaletteEntry {
  id: string;
  label: string;
  /** At the right end, in typewriter letters. */
  aside?: string;
  href: string;
  icon: ReactNode;
}

interface PaletteSectionProps {
  id: string;
  title: string;
  entries: readonly PaletteEntry[];
}

export function PaletteSection({ id, title, entries }: PaletteSectionProps) {
  return (
    <MenuSection id={id} className="pb-1">
      <Header className="px-2.5 pt-1.5 pb-1 font-medium text-caption text-ink-faint">{title}</Header>
      {entries.map((entry) => (
        <MenuItem
          key={entry.id}
          id={`${id}:${entry.id}`}
          href={entry.href}
          textValue={entry.label}
          className={`${OPTION} min-h-9 px-2.5`}
        >
          {entry.icon}
          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
          {entry.aside ? <span className="font-mono text-caption text-ink-muted">{entry.aside}</span> : null}
        </MenuItem>
      ))}
    </MenuSection>
  );
}
