"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Scope } from "../layout/scope";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import type { AccessRow } from "./access-rows";
import { roleAddress } from "./addresses";
import { GranteeIcon } from "./grantee-picker";
import { conditionWords, doingWords } from "./rule-words";

const CELL = "border-line border-b px-4 py-2.5 align-top in-[tr:last-child]:border-b-0 max-md:border-b-0 max-md:p-0";

/** Longer lists are opened by hand. */
const SHOWN_AT_FIRST = 200;

/** The same as the matrix, row by row: who, what, through which rule, and when. */
export function AccessTable({ rows, place }: { rows: readonly AccessRow[]; place: Scope }) {
  const t = useTranslations("roles");
  const [shownMax, setShownMax] = useState(SHOWN_AT_FIRST);
  return (
    <>
      <table
        aria-label={t("access.title")}
        className="w-full border-separate border-spacing-0 text-control max-md:block"
      >
        <thead className="max-md:sr-only">
          <tr className="text-left text-ink-muted [&>th]:h-9 [&>th]:border-line [&>th]:border-b [&>th]:px-4 [&>th]:font-medium">
            <th scope="col" className="w-[24%]">
              {t("access.who")}
            </th>
            <th scope="col">{t("access.may")}</th>
            <th scope="col" className="w-[22%]">
              {t("access.through")}
            </th>
            <th scope="col" className="w-[22%]">
              {t("access.when")}
            </th>
          </tr>
        </thead>
        <tbody className="max-md:block">
          {rows.slice(0, shownMax).map((row) => (
            <tr
              key={`${row.principal.identity} ${row.bindingIdentity} ${row.ruleIdentity} ${row.verbs.join()}`}
              className="max-md:flex max-md:flex-wrap max-md:gap-x-4 max-md:gap-y-1 max-md:border-line max-md:border-b max-md:px-4 max-md:py-3 max-md:last:border-b-0"
            >
              <td className={`${CELL} max-md:basis-full`}>
                <span className="flex items-start gap-2.5">
                  <GranteeIcon kind={row.principal.kind} />
                  <span className="min-w-0">
                    <span className="block break-words font-medium">{row.principal.name}</span>
                    <span className="block break-all text-caption text-ink-muted">{row.principal.email}</span>
                  </span>
                </span>
              </td>
              <td className={`${CELL} max-md:basis-full`}>
                {doingWords({ resources: ["kms_key"], permissions: row.verbs }, t)}
              </td>
              <td className={CELL}>
                <Through row={row} place={place} />
              </td>
              <td className={`${CELL} text-ink-muted`}>
                <When row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shownMax ? (
        <button
          type="button"
          onClick={() => setShownMax(Number.POSITIVE_INFINITY)}
          className="h-10 w-full border-line border-t font-medium text-accent-text text-control hover:bg-sunken"
        >
          {t("access.showAll", { count: rows.length })}
        </button>
      ) : null}
    </>
  );
}

function Through({ row, place }: { row: AccessRow; place: Scope }) {
  const t = useTranslations("roles");
  const { policyIdentity, policyName, ruleIdentity, projectIdentity, team } = row;
  if (policyIdentity === null) return t("access.owner");
  return (
    <>
      <Link href={roleAddress({ ...place, project: projectIdentity }, policyIdentity, ruleIdentity)} prefetch={false}>
        {policyName}
      </Link>
      {team === null ? null : (
        <span className="block text-caption text-ink-muted">{t("access.viaTeam", { team })}</span>
      )}
    </>
  );
}

function When({ row: { conditions, unless, expiresAt } }: { row: AccessRow }) {
  const t = useTranslations("roles");
  const words = conditionWords(conditions, t);
  return (
    <>
      {words.length === 0 && unless === null && expiresAt === null ? t("access.always") : words.join(", ")}
      {expiresAt === null ? null : (
        <span className="block">{t.rich("access.expires", { when: () => <RelativeTime value={expiresAt} /> })}</span>
      )}
      {unless === null ? null : <span className="block text-warn">{unless}</span>}
    </>
  );
}
