import { classNames } from "../ui/class-names";

/** First letters of a name on the house colours: organisations square, people round. */
export function Emblem({ name, isRound, className }: { name: string; isRound?: boolean; className?: string }) {
  return (
    <span
      aria-hidden
      className={classNames(
        "inline-flex shrink-0 select-none items-center justify-center bg-linear-to-br from-emblem-start to-emblem-end font-semibold text-[11px] text-emblem-ink leading-none tracking-wide",
        isRound ? "size-7 rounded-full" : "size-6.5 rounded-control",
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const [first = "?", ...others] = name.trim().split(/\s+/);
  const last = others.at(-1);
  const letters = last === undefined ? [...first].slice(0, 2) : [[...first][0], [...last][0]];
  return letters.join("").toUpperCase();
}
