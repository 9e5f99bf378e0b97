import { classNames } from "../ui/class-names";

const COLOURS: Readonly<Record<string, string>> = {
  GET: "bg-accent-soft text-accent-text",
  POST: "bg-good-soft text-good",
  PUT: "bg-warn-soft text-warn",
  PATCH: "bg-warn-soft text-warn",
  DELETE: "bg-bad-soft text-bad",
};

/** An HTTP method in its colour. */
export function MethodName({ method }: { method: string }) {
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center rounded-small px-1.5 font-medium font-mono text-caption",
        COLOURS[method] ?? "bg-sunken text-ink-muted",
      )}
    >
      {method}
    </span>
  );
}
