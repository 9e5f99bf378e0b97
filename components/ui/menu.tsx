"use client";

import type { ReactElement, ReactNode } from "react";
import { Header } from "react-aria-components/Header";
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";
import { classNames } from "./class-names";
import { OPTION, POPOVER } from "./field-style";

export interface MenuEntry {
  id: string;
  label: string;
  detail?: string;
  icon?: ReactNode;
  /** At the right end, for example a check on what is chosen now. */
  mark?: ReactNode;
  /** Opens a page instead of acting. */
  href?: string;
  onAction?: () => void;
  /** Drawn as dangerous; the dialog that follows asks. */
  isDangerous?: boolean;
  isDisabled?: boolean;
}

export interface MenuGroup {
  id: string;
  title?: string;
  entries: readonly MenuEntry[];
}

interface MenuProps {
  /** Accessible name of the list. */
  label: string;
  /** The button that opens it: Button, IconButton or a React Aria button. */
  trigger: ReactElement;
  groups: readonly MenuGroup[];
  placement?: "bottom start" | "bottom end" | "top start" | "top end";
  /** Shown above the entries, not choosable. */
  head?: ReactNode;
}

/** Actions and links behind a button. */
export function Menu({ label, trigger, groups, placement = "bottom end", head }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={classNames(POPOVER, "max-w-80 min-w-48")} placement={placement} offset={6}>
        {head ? <div className="border-line border-b px-2 pt-1.5 pb-2.5">{head}</div> : null}
        <AriaMenu
          aria-label={label}
          className={classNames("max-h-96 overflow-auto outline-none", head ? "pt-1" : null)}
        >
          {groups.map((group, position) => (
            <Group key={group.id} group={group} isFirst={position === 0} />
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function Group({ group, isFirst }: { group: MenuGroup; isFirst: boolean }) {
  return (
    <MenuSection
      id={group.id}
      aria-label={group.title ?? group.id}
      className={classNames(!isFirst && "mt-1 border-line border-t pt-1")}
    >
      {group.title ? (
        <Header className="px-2 py-1 font-medium text-caption text-ink-faint">{group.title}</Header>
      ) : null}
      {group.entries.map((entry) => (
        <MenuItem
          key={entry.id}
          id={entry.id}
          href={entry.href}
          onAction={entry.onAction}
          isDisabled={entry.isDisabled}
          textValue={entry.label}
          className={classNames(OPTION, entry.isDangerous && "text-bad [&_svg]:text-bad")}
        >
          {entry.icon}
          <span className="min-w-0 flex-1">
            <Text slot="label" className="block truncate">
              {entry.label}
            </Text>
            {entry.detail ? (
              <Text slot="description" className="block truncate text-caption text-ink-muted">
                {entry.detail}
              </Text>
            ) : null}
          </span>
          {entry.mark}
        </MenuItem>
      ))}
    </MenuSection>
  );
}
