"use client";

import { CornerDownLeft, KeyRound, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Dialog } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { Menu } from "react-aria-components/Menu";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { SearchField } from "react-aria-components/SearchField";
import { classNames } from "../ui/class-names";
import { SCRIM } from "../ui/field-style";
import { useScope } from "./organisation-context";
import { usePalettePages } from "./palette-pages";
import { type PaletteEntry, PaletteSection } from "./palette-section";
import { useKeySearch } from "./queries";
import { scopedAddress } from "./scope";
import { useDelayed } from "./use-delayed";

const SHOWN_KEYS_MAX = 8;
const REST_MILLISECONDS = 150;

/** One field over every key (asked of the server) and every page (known here). Arrows choose, Enter opens. */
export function CommandPalette({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const t = useTranslations("layout");
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className={classNames(SCRIM, "flex items-start justify-center px-4 pt-[10vh] max-sm:px-2 max-sm:pt-2")}
    >
      <Modal className="w-full max-w-[36rem] overflow-hidden rounded-panel border border-line bg-raised shadow-overlay transition duration-120 ease-calm data-entering:-translate-y-1 data-entering:opacity-0">
        <Dialog aria-label={t("search")} className="outline-none">
          <Palette onLeave={() => onOpenChange(false)} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Palette({ onLeave }: { onLeave: () => void }) {
  const t = useTranslations("layout");
  const [words, setWords] = useState("");
  const pages = usePages(words);
  const found = useKeys(useDelayed(words.trim(), REST_MILLISECONDS));
  const input = useRef<HTMLInputElement>(null);
  useFirstChosen(input, `${pages[0]?.id} ${found.entries[0]?.id}`);
  const isSettled = words.trim() === "" || (!found.isFetching && !found.isError);
  return (
    <Autocomplete inputValue={words} onInputChange={setWords}>
      <SearchField aria-label={t("search")} autoFocus className="relative border-line border-b">
        <Search aria-hidden className="pointer-events-none absolute top-4 left-4 size-4 text-ink-muted" />
        <Input
          ref={input}
          placeholder={t("searchPlaceholder")}
          className="h-12 w-full bg-transparent pr-4 pl-11 text-body outline-none! max-sm:text-section [&::-webkit-search-cancel-button]:hidden"
        />
      </SearchField>
      <Menu
        aria-label={t("search")}
        onAction={onLeave}
        renderEmptyState={() =>
          isSettled ? (
            <p className="px-3 py-8 text-center text-control text-ink-muted">
              {t("searchNothing", { query: words.trim() })}
            </p>
          ) : null
        }
        className="max-h-[min(26rem,60vh)] overflow-y-auto p-1.5 outline-none"
      >
        {pages.length > 0 ? <PaletteSection id="pages" title={t("searchPages")} entries={pages} /> : null}
        {words.trim() !== "" && found.entries.length > 0 ? (
          <PaletteSection id="keys" title={t("searchKeys")} entries={found.entries} />
        ) : null}
      </Menu>
      <p
        role="status"
        className="flex min-h-8 items-center gap-2 border-line border-t bg-sunken px-4 text-caption text-ink-muted"
      >
        {found.note ?? (
          <>
            <CornerDownLeft aria-hidden className="size-3" /> {t("searchOpen")}
          </>
        )}
      </p>
    </Autocomplete>
  );
}

/**
 * Chooses the first entry whenever the entries change and none is chosen, so that Enter opens what the server found last.
 * The autocomplete does that by itself only for entries it has when a letter is typed; the arrow is its own way in.
 */
function useFirstChosen(input: RefObject<HTMLInputElement | null>, firstEntries: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: new entries are the reason to run
  useEffect(() => {
    const field = input.current;
    if (!field?.value || field.getAttribute("aria-activedescendant")) return;
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }));
  }, [input, firstEntries]);
}

function useKeys(words: string) {
  const t = useTranslations("layout");
  const scope = useScope();
  const search = useKeySearch(scope, words);
  const page = search.data;
  const shown = page?.keys.slice(0, SHOWN_KEYS_MAX) ?? [];
  const addressOf = (path: string, query?: Record<string, string>) => (scope ? scopedAddress(scope, path, query) : "/");
  const entries: PaletteEntry[] = shown.map((key) => ({
    id: key.identity,
    label: key.name,
    aside: `${key.keyType} · ${key.region.slug}`,
    href: addressOf(`/keys/${key.region.slug}/${key.slug}`),
    icon: <KeyRound aria-hidden />,
  }));
  if (page && page.matchingCount > shown.length) {
    entries.push({
      id: "all",
      label: t("searchMore", { count: page.matchingCount }),
      href: addressOf("/keys", { q: words }),
      icon: <Search aria-hidden />,
    });
  }
  const missing = page?.unavailableRegions ?? [];
  const note = search.isError
    ? t("searchFailed")
    : search.isFetching
      ? t("searchPending")
      : missing.length > 0
        ? t("searchMissing", { regions: missing.join(", ") })
        : null;
  return { entries, note, isFetching: search.isFetching, isError: search.isError };
}

function usePages(words: string): PaletteEntry[] {
  const pages = usePalettePages();
  const wanted = words.trim().toLowerCase();
  const found = pages.filter((page) => `${page.aside ?? ""} ${page.label}`.toLowerCase().includes(wanted));
  // What begins with the words is meant more often than what holds them somewhere.
  const begins = ({ label }: PaletteEntry) => label.toLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((page) => !begins(page))];
}
