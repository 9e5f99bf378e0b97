"use client";

import { Check, Clock, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Scope } from "../layout/scope";
import { Link } from "../ui/link";
import { type AccessPrincipal, holdingOf } from "./access-rows";
import { simulateAddress } from "./addresses";
import { GranteeIcon } from "./grantee-picker";
import { verbWords } from "./rule-words";

interface AccessMatrixProps {
  principals: readonly AccessPrincipal[];
  verbs: readonly string[];
  place: Scope & { region: string; key: string };
}

/** Longer lists are opened by hand. */
const SHOWN_AT_FIRST = 100;

/** People and accounts down, permissions across. */
export function AccessMatrix({ principals, verbs, place }: AccessMatrixProps) {
  const t = useTranslations("roles");
  const [shownMax, setShownMax] = useState(SHOWN_AT_FIRST);
  return (
    <>
      <div className="overflow-x-auto">
        <table aria-label={t("access.title")} className="w-full border-separate border-spacing-0 text-control">
          <thead>
            <tr className="text-ink-muted">
              <th scope="col" className="border-line border-b px-4 pb-2 text-left align-bottom font-medium">
                {t("access.who")}
              </th>
              {verbs.map((verb) => (
                <th
                  key={verb}
                  scope="col"
                  className="w-9 min-w-8 border-line border-b px-0 pt-3 pb-2 text-center align-bottom font-normal text-caption"
                >
                  <span className="inline-block rotate-180 whitespace-nowrap text-left [writing-mode:vertical-rl]">
                    {verbWords(verb, t)}
                  </span>
                </th>
              ))}
              <th scope="col" className="w-2 border-line border-b" aria-hidden />
            </tr>
          </thead>
          <tbody>
            {principals.slice(0, shownMax).map((principal) => (
              <tr key={principal.identity} className="hover:bg-sunken">
                <th
                  scope="row"
                  className="h-row border-line border-b px-4 py-1 text-left font-medium in-[tr:last-child]:border-b-0"
                >
                  <span className="flex items-center gap-2.5">
                    <GranteeIcon kind={principal.kind} />
                    <span className="min-w-0">
                      <Link
                        href={simulateAddress(place, {
                          subject: principal.identity,
                          resource: `${place.region}/${place.key}`,
                        })}
                        prefetch={false}
                        aria-label={t("access.simulateFor", { name: principal.name })}
                        className="block max-w-60 truncate"
                      >
                        {principal.name}
                      </Link>
                      <span className="block max-w-60 truncate font-normal text-caption text-ink-muted">
                        {principal.email || principal.identity}
                      </span>
                    </span>
                  </span>
                </th>
                {verbs.map((verb) => (
                  <td key={verb} className="border-line border-b text-center in-[tr:last-child]:border-b-0">
                    <MatrixCell principal={principal} verb={verb} />
                  </td>
                ))}
                <td className="border-line border-b in-[tr:last-child]:border-b-0" />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {principals.length > shownMax ? (
        <button
          type="button"
          onClick={() => setShownMax(Number.POSITIVE_INFINITY)}
          className="h-10 w-full border-line border-t font-medium text-accent-text text-control hover:bg-sunken"
        >
          {t("access.showAll", { count: principals.length })}
        </button>
      ) : null}
      <p className="flex flex-wrap gap-x-5 gap-y-1 border-line border-t px-4 py-2.5 text-caption text-ink-muted">
        <span className="inline-flex items-center gap-1.5">
          <Check aria-hidden className="size-3.5 text-good" />
          {t("access.legendAlways")}
        </span>
        <span className="inline-flex items-center gap-1.5">
          <Clock aria-hidden className="size-3.5 text-warn" />
          {t("access.legendSometimes")}
        </span>
        <span className="inline-flex items-center gap-1.5">
          <Minus aria-hidden className="size-3.5 text-ink-faint" />
          {t("access.legendNever")}
        </span>
      </p>
    </>
  );
}

const LOOK = {
  always: { icon: Check, colour: "text-good", text: "access.yes" },
  sometimes: { icon: Clock, colour: "text-warn", text: "access.sometimes" },
  never: { icon: Minus, colour: "text-line-strong", text: "access.no" },
} as const;

/** Whether somebody may. */
function MatrixCell({ principal, verb }: { principal: AccessPrincipal; verb: string }) {
  const t = useTranslations("roles");
  const { icon: Icon, colour, text } = LOOK[holdingOf(principal, verb)];
  return (
    <span title={`${verbWords(verb, t)}: ${t(text)}`} className="inline-flex size-7 items-center justify-center">
      <Icon aria-hidden className={`size-4 ${colour}`} />
      <span className="sr-only">{t(text)}</span>
    </span>
  );
}
