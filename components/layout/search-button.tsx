"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "react-aria-components/Button";

const CommandPalette = dynamic(() => import("./command-palette").then((module) => module.CommandPalette), {
  ssr: false,
});

const never = () => () => undefined;
const onApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Opens the palette; so do Ctrl-K and Cmd-K everywhere, and "/" outside of fields. */
export function SearchButton() {
  const t = useTranslations("layout");
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  const isApple = useSyncExternalStore(never, onApple, () => false);

  function open() {
    setOpened(true);
    setOpen(true);
  }

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (!opensSearch(event)) return;
      event.preventDefault();
      setOpened(true);
      setOpen(true);
    }
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  return (
    <>
      <Button
        aria-label={t("search")}
        aria-keyshortcuts="Control+K Meta+K"
        onPress={open}
        className="flex h-control w-[270px] items-center gap-2.5 rounded-control border border-line-field bg-surface pr-1.5 pl-2.5 text-control text-ink-muted transition-colors duration-120 hover:border-ink-muted max-md:size-control max-md:w-control max-md:justify-center max-md:border-transparent max-md:bg-transparent max-md:p-0"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="flex-1 text-left max-md:hidden">{t("search")}</span>
        <kbd className="rounded-small border border-line px-1.5 font-sans text-caption max-md:hidden">
          {isApple ? "⌘K" : "Ctrl K"}
        </kbd>
      </Button>
      {wasOpened ? <CommandPalette isOpen={isOpen} onOpenChange={setOpen} /> : null}
    </>
  );
}

function opensSearch(event: KeyboardEvent): boolean {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) return true;
  const isTyping =
    event.target instanceof HTMLElement &&
    (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
  return event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey;
}
