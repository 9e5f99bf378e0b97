"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { classNames } from "../ui/class-names";
import type { LabelSide } from "./place-labels";
import type { RegionGeography, RegionMark } from "./region-geography";
import { REGION_STATES } from "./region-state";

interface RegionMapProps {
  /** Coasts and borders, drawn by the server. */
  ground: ReactNode;
  marks: readonly RegionMark[];
  size: Pick<RegionGeography, "width" | "height">;
  /** Undefined until the first answer: dots are then grey. */
  regions: readonly RegionHealth[] | undefined;
}

/** The regions where they stand. The table under it says the same in words. */
export function RegionMap({ ground, marks, size, regions }: RegionMapProps) {
  const t = useTranslations("overview");
  return (
    <div
      role="img"
      aria-label={t("map", { count: marks.length })}
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
      className="relative overflow-hidden border-line border-b"
    >
      {ground}
      {marks.map((mark) => (
        <Mark key={mark.slug} mark={mark} region={regions?.find(({ slug }) => slug === mark.slug)} />
      ))}
    </div>
  );
}

function Mark({ mark, region }: { mark: RegionMark; region: RegionHealth | undefined }) {
  const look = region ? REGION_STATES[region.state] : null;
  return (
    <span aria-hidden className="absolute size-0" style={{ left: `${mark.left}%`, top: `${mark.top}%` }}>
      <span
        className={classNames(
          "absolute -top-[9px] -left-[9px] size-[18px] rounded-full",
          look?.halo ?? "bg-line-strong/40",
        )}
      />
      <span
        data-fill
        className={classNames("absolute -top-1 -left-1 size-2 rounded-full", look?.fill ?? "bg-ink-faint")}
      />
      <span
        className={classNames(
          "absolute whitespace-nowrap font-mono text-caption text-ink leading-[18px]",
          NARROW[mark.sideNarrow],
          WIDE[mark.side],
        )}
      >
        {mark.slug}
      </span>
    </span>
  );
}

const NARROW: Readonly<Record<LabelSide, string>> = {
  right: "max-sm:-top-[9px] max-sm:left-3",
  left: "max-sm:-top-[9px] max-sm:right-3",
  above: "max-sm:bottom-3 max-sm:-translate-x-1/2",
  below: "max-sm:top-3 max-sm:-translate-x-1/2",
  "right-up": "max-sm:bottom-[5px] max-sm:left-[5px]",
  "right-down": "max-sm:top-[5px] max-sm:left-[5px]",
  "left-up": "max-sm:right-[5px] max-sm:bottom-[5px]",
  "left-down": "max-sm:top-[5px] max-sm:right-[5px]",
  none: "max-sm:hidden",
};

const WIDE: Readonly<Record<LabelSide, string>> = {
  right: "sm:-top-[9px] sm:left-3",
  left: "sm:-top-[9px] sm:right-3",
  above: "sm:bottom-3 sm:-translate-x-1/2",
  below: "sm:top-3 sm:-translate-x-1/2",
  "right-up": "sm:bottom-[5px] sm:left-[5px]",
  "right-down": "sm:top-[5px] sm:left-[5px]",
  "left-up": "sm:right-[5px] sm:bottom-[5px]",
  "left-down": "sm:top-[5px] sm:right-[5px]",
  none: "sm:hidden",
};
