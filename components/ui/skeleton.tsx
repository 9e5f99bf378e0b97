import { classNames } from "./class-names";

/** A grey shape in the place of what is loading; give it the size of the final thing. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames("block h-3 animate-pulse rounded-small bg-line", className)} />;
}
