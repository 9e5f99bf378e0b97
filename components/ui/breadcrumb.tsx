import NextLink from "next/link";
import { classNames } from "./class-names";

export interface Crumb {
  label: string;
  /** Absent for the page one is on. */
  href?: string;
  isMono?: boolean;
}

/** Where one is; also the path back. Names on the way are cut before the last one is. */
export function Breadcrumb({ label, crumbs }: { label: string; crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label={label} className="min-w-0">
      <ol className="flex min-w-0 items-center gap-2 text-control">
        {crumbs.map((crumb, position) => {
          const isLast = position === crumbs.length - 1;
          return (
            <li
              key={crumb.href ?? crumb.label}
              className={classNames("flex min-w-0 items-center gap-2", !isLast && "max-sm:hidden")}
            >
              {crumb.href && !isLast ? (
                <NextLink
                  href={crumb.href}
                  prefetch={false}
                  className={classNames(
                    "truncate rounded-small text-ink-muted hover:text-ink",
                    crumb.isMono && "font-mono",
                  )}
                >
                  {crumb.label}
                </NextLink>
              ) : (
                <span
                  aria-current={isLast ? "page" : undefined}
                  className={classNames(
                    "truncate font-medium",
                    crumb.isMono && !isLast && "font-mono font-normal text-ink-muted",
                  )}
                >
                  {crumb.label}
                </span>
              )}
              {isLast ? null : (
                <span aria-hidden className="text-ink-faint">
                  /
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
