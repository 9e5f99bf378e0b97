"use client";

import { Check, Search } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { Menu as AriaMenu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { SearchField } from "react-aria-components/SearchField";
import { Text } from "react-aria-components/Text";
import { classNames } from "./class-names";
import { OPTION, POPOVER } from "./field-style";
import type { MenuEntry, MenuGroup, MenuPlacement, MenuSelection } from "./menu-entry";

interface MenuPopoverProps {
  label: string;
  groups: readonly MenuGroup[];
  placement: MenuPlacement;
  head?: ReactNode;
  selection?: MenuSelection;
  search?: string;
  triggerRef: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** What a menu's button opens. Loaded at the first touch of the button: no page needs it to be drawn. */
export default function MenuPopover(props: MenuPopoverProps) {
  const { label, groups, placement, head, selection, search, onOpenChange, ...popover } = props;
  const { contains } = useFilter({ sensitivity: "base" });
  const isLong = search !== undefined && groups.flatMap(({ entries }) => entries).length > SEARCH_FROM;
  const menu = (
    <AriaMenu
      autoFocus={isLong ? undefined : "first"}
      aria-label={label}
      onClose={() => onOpenChange(false)}
      selectionMode={selection ? SELECTION_MODES[selection.mode] : "none"}
      disallowEmptySelection={selection?.mode === "one"}
      selectedKeys={selection?.selected}
      onSelectionChange={(keys) => keys !== "all" && selection?.onChange(new Set([...keys].map(String)))}
      className={classNames("max-h-96 overflow-auto outline-none", head ? "pt-1" : null)}
    >
      {groups.map((group, position) => (
        <Group key={group.id} group={group} menuLabel={label} isFirst={position === 0} selection={selection?.mode} />
      ))}
    </AriaMenu>
  );
  return (
    <Popover
      {...popover}
      onOpenChange={onOpenChange}
      aria-label={label}
      placement={placement}
      offset={6}
      className={classNames(POPOVER, "max-w-80")}
    >
      {head ? <div className="border-line border-b px-2 pt-1.5 pb-2.5">{head}</div> : null}
      {isLong ? (
        <Autocomplete filter={contains}>
          <SearchField aria-label={search} autoFocus className="relative mb-1 border-line border-b">
            <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-muted" />
            <Input
              placeholder={search}
              className="h-9 w-full min-w-64 bg-transparent pr-2 pl-8.5 text-control outline-none! max-sm:text-section [&::-webkit-search-cancel-button]:hidden"
            />
          </SearchField>
          {menu}
        </Autocomplete>
      ) : (
        menu
      )}
    </Popover>
  );
}

/** Entries from which a field is worth its line. */
const SEARCH_FROM = 10;

const SELECTION_MODES = { one: "single", any: "multiple" } as const;

interface GroupProps {
  group: MenuGroup;
  menuLabel: string;
  isFirst: boolean;
  selection: MenuSelection["mode"] | undefined;
}

function Group({ group, menuLabel, isFirst, selection }: GroupProps) {
  return (
    <MenuSection
      // Groups and entries share one name space: an entry called as its group would be its own successor, for ever.
      id={`group ${group.id}`}
      aria-label={group.title ?? menuLabel}
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
          className={classNames(OPTION, entry.isDangerous && "text-bad! [&_svg]:text-bad!")}
        >
          {selection === "any" ? CHECK : entry.icon}
          <EntryText entry={entry} />
          {selection === "one" ? CHECK : entry.mark}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

const CHECK = <Check aria-hidden className="invisible group-data-selected:visible" />;

function EntryText({ entry }: { entry: MenuEntry }) {
  return (
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
  );
}
