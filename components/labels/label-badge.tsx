"use client";

import { Badge } from "../ui/badge";
import { HintText } from "../ui/tooltip";

/** About what fits into the badge; a longer label is cut and says all of it on hover and focus. */
const CHARACTERS_SHOWN = 36;

/** A label of a key as "name: value". */
export function LabelBadge({ name, value }: { name: string; value: string }) {
  const text = `${name}: ${value}`;
  if (text.length <= CHARACTERS_SHOWN) return <Badge>{text}</Badge>;
  return (
    <HintText text={text} className="inline-flex min-w-0 max-w-[min(18rem,100%)]" bubbleClassName="break-words">
      <Badge>{text}</Badge>
    </HintText>
  );
}
