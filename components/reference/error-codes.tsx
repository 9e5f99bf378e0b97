import { Fragment } from "react";
import type { ReferenceOperation } from "./read-reference";

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
          <dd className="flex flex-wrap gap-x-3 gap-y-1">
            {codes.map((code) => (
              <a
                key={code}
                href={`#${errorId(code)}`}
                className="rounded-small font-mono text-accent-text underline-offset-3 [overflow-wrap:anywhere] hover:underline"
              >
                {code}
              </a>
            ))}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
