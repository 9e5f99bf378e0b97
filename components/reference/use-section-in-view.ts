import { useEffect, useState } from "react";

/** Upper part of the window in which a section counts as the one being read. */
const READING_AREA = "-110px 0px -65% 0px";

/** Anchor of the section at the top of the window; null before the reader has reached any. */
export function useSectionInView(): string | null {
  const [id, setId] = useState<string | null>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (changes) => {
        const entered = changes.find((change) => change.isIntersecting);
        if (entered) setId(entered.target.id);
      },
      { rootMargin: READING_AREA },
    );
    for (const section of document.querySelectorAll("main section[id]")) observer.observe(section);
    return () => observer.disconnect();
  }, []);
  return id;
}
