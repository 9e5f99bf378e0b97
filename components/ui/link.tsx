import NextLink from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonTone, buttonStyle } from "./button-style";
import { classNames } from "./class-names";

type LinkProps = ComponentProps<typeof NextLink>;

/**
 * A link in running text. What it leads to is not read before somebody follows it: drawing a page ahead would leave records
 * in the audit log of reads that nobody made.
 */
export function Link({ className, prefetch = false, ...props }: LinkProps) {
  return (
    <NextLink
      {...props}
      prefetch={prefetch}
      className={classNames("rounded-small font-medium text-accent-text underline-offset-3 hover:underline", className)}
    />
  );
}

/** A link that looks like a button, for the head of a page: it opens a page, it does not act. */
export function ButtonLink({
  tone = "secondary",
  icon,
  className,
  children,
  prefetch = false,
  ...props
}: LinkProps & { tone?: ButtonTone; icon?: ReactNode }) {
  return (
    <NextLink {...props} prefetch={prefetch} className={buttonStyle(tone, className)}>
      {icon}
      {children}
    </NextLink>
  );
}
