import { Fragment } from "react";
import type { ReferenceOperation } from "./read-reference";
import { REFERENCE } from "./reference-address";

/** Anchor of a code in the table of errors. */
export function errorId(code: string): string {
  return `error-${code}`;
}

/** The codes of one operation by status, each leading to its row in the table of errors. */
export function ErrorCodes({ errors }: Pick<ReferenceOperation, "errors">) {
  return (
    <dl className="grid grid-cols-[3rem_minmax(0,1fr)] gap-y-1.5 text-control">
      {errors.map(({ status, codes }) => (
        <Fragment key={status}>
          <dt className="font-mono text-ink-muted">{status}</dt>
          <dd className="flex flex-wrap gap-x-3 gap-y-1 [&_a:hover]:underline [&_a]:rounded-small [&_a]:font-mono [&_a]:text-accent-text [&_a]:underline-offset-3 [&_a]:[overflow-wrap:anywhere]">
            {codes.map((code) => (
              <a key={code} href={`${REFERENCE}#${errorId(code)}`}>
                {code}
              </a>
            ))}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
