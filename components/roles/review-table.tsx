"use client";

import { useTranslations } from "next-intl";
import type { ReviewedRight } from "@/lib/contract/access-answers";
import type { Scope } from "../layout/scope";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { roleAddress } from "./addresses";
import { RuleSign } from "./rule-list";
import { ruleWords } from "./rule-words";

interface ReviewTableProps {
  label: string;
  rights: readonly ReviewedRight[];
  scope: Scope;
  /** Whether rows say whose right it is; otherwise a heading does. */
  hasWho: boolean;
}

const CELL =
  "border-line border-b px-4 py-2 align-top in-[tr:last-child]:border-b-0 max-md:border-b-0 max-md:p-0 break-words";

/** Rights, one per row. */
export function ReviewTable({ label, rights, scope, hasWho }: ReviewTableProps) {
  const t = useTranslations("roles");
  return (
    <table
      aria-label={label}
      className="w-full table-fixed border-separate border-spacing-0 text-control max-md:block print:table"
    >
      <thead className="max-md:sr-only">
        <tr className="text-left text-ink-muted [&>th]:h-8 [&>th]:border-line [&>th]:border-b [&>th]:px-4 [&>th]:font-medium">
          {hasWho ? (
            <th scope="col" className="w-[20%]">
              {t("review.who")}
            </th>
          ) : null}
          <th scope="col">{t("review.right")}</th>
          <th scope="col" className="w-[16%]">
            {t("review.in")}
          </th>
          <th scope="col" className="w-[18%]">
            {t("review.through")}
          </th>
          <th scope="col" className="w-[13%]">
            {t("review.until")}
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rights.map((right) => (
          <ReviewRow
            key={`${right.who.identity} ${right.through?.bindingIdentity} ${JSON.stringify(right.rule)}`}
            right={right}
            scope={scope}
            hasWho={hasWho}
          />
        ))}
      </tbody>
    </table>
  );
}

function ReviewRow({ right, scope, hasWho }: { right: ReviewedRight; scope: Scope; hasWho: boolean }) {
  const t = useTranslations("roles");
  const { who, rule, through, project, replicateToChildren, expiresAt } = right;
  const below = replicateToChildren ? "review.projectBelow" : "review.project";
  return (
    <tr className="max-md:flex max-md:flex-wrap max-md:gap-x-4 max-md:gap-y-1 max-md:border-line max-md:border-b max-md:px-4 max-md:py-3 max-md:last:border-b-0">
      {hasWho ? (
        <td className={`${CELL} max-md:basis-full`}>
          <span className="block font-medium">{who.name}</span>
          <span className="block break-all text-caption text-ink-muted">{who.email}</span>
        </td>
      ) : null}
      <td className={`${CELL} max-md:basis-full`}>
        <span className="flex items-start gap-2.5">
          <RuleSign effect={rule?.effect ?? "allow"} />
          <span className="min-w-0">
            <span className="block first-letter:uppercase">
              {rule === null ? t("review.anything") : ruleWords(rule, t)}
            </span>
            {through !== null && through.scopes.length > 0 ? (
              <span className="block text-caption text-ink-muted">
                {t("review.scopes", { scopes: through.scopes.join(", ") })}
              </span>
            ) : null}
          </span>
        </span>
      </td>
      <td className={`${CELL} text-ink-muted`}>
        {project === null ? t("review.organisation") : t(below, { project })}
      </td>
      <td className={CELL}>
        {through === null ? (
          t("review.owner")
        ) : (
          <>
            <Link href={roleAddress({ ...scope, project }, through.policyIdentity, rule?.identity)} prefetch={false}>
              {through.policyName}
            </Link>
            {through.team === null ? null : (
              <span className="block text-caption text-ink-muted">{t("access.viaTeam", { team: through.team })}</span>
            )}
          </>
        )}
      </td>
      <td className={`${CELL} text-ink-muted`}>
        {expiresAt === null ? t("review.notGiven") : <RelativeTime value={expiresAt} look="day" />}
      </td>
    </tr>
  );
}
