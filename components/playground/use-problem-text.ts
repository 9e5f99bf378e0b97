"use client";

import { useTranslations } from "next-intl";
import { useNumberFormat } from "../ui/reader-locale";
import type { Problem } from "./problems";

/** The words for a problem, in the reader's numbers. */
export function useProblemText(): (problem: Problem) => string {
  const t = useTranslations("playground");
  const number = useNumberFormat();
  return ({ text, min = 0, max = 0, used = 0, algorithm = "" }) =>
    t(`problem.${text}`, { min: number(min), max: number(max), used: number(used), algorithm });
}
