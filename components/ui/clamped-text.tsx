"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { classNames } from "./class-names";

/** Text of any length: three lines of it, and the rest when asked for. */
export function ClampedText({ text, className }: { text: string; className?: string }) {
  const t = useTranslations("ui");
  const id = useId();
  const shown = useRef<HTMLParagraphElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);

  useEffect(() => {
    const paragraph = shown.current;
    if (paragraph === null || isOpen) return;
    const observer = new ResizeObserver(() => setCut(paragraph.scrollHeight > paragraph.clientHeight + 1));
    observer.observe(paragraph);
    return () => observer.disconnect();
  }, [isOpen]);

  return (
    <>
      <p ref={shown} id={id} className={classNames(className, "break-words", !isOpen && "line-clamp-3")}>
        {text}
      </p>
      {isCut || isOpen ? (
        <Button
          aria-expanded={isOpen}
          aria-controls={id}
          onPress={() => setOpen(!isOpen)}
          className="mt-0.5 rounded-small font-medium text-accent-text text-control hover:underline"
        >
          {t(isOpen ? "showLess" : "showMore")}
        </Button>
      ) : null}
    </>
  );
}
