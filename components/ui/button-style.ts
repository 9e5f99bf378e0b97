import { classNames } from "./class-names";

export type ButtonTone = "primary" | "secondary" | "quiet" | "danger" | "danger-quiet";

const SHAPE =
  "inline-flex h-control shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-control border px-3 text-control font-medium transition-colors duration-120 ease-calm data-disabled:pointer-events-none data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";

const TONES: Readonly<Record<ButtonTone, string>> = {
  primary:
    "border-transparent bg-accent text-accent-ink hover:bg-accent-hover data-pressed:bg-accent-hover forced-colors:border-[ButtonText]",
  secondary: "border-line-strong bg-surface text-ink hover:bg-sunken data-pressed:bg-sunken",
  quiet: "border-transparent text-ink-muted hover:bg-sunken hover:text-ink data-pressed:bg-sunken",
  danger:
    "border-transparent bg-bad text-bad-ink hover:opacity-90 data-pressed:opacity-90 forced-colors:border-[ButtonText]",
  "danger-quiet": "border-line-strong bg-surface text-bad hover:bg-bad-soft data-pressed:bg-bad-soft",
};

/** Look of everything that acts: buttons, and links that stand in a row of buttons. */
export function buttonStyle(tone: ButtonTone, className?: string): string {
  return classNames(SHAPE, TONES[tone], className);
}
