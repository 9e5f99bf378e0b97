/** Look shared by everything one types or chooses in. Borders reach 3:1 on every ground. */
export const INPUT =
  "w-full rounded-control border border-line-field bg-surface px-3 text-control text-ink transition-[border-color] duration-120 hover:border-ink-muted focus:border-accent focus:outline-2 focus:-outline-offset-1 focus:outline-focus data-invalid:border-bad data-disabled:border-line data-disabled:bg-sunken data-disabled:text-ink-faint max-sm:text-section";

export const LABEL = "text-control font-medium text-ink";

export const POPOVER =
  "min-w-[max(var(--trigger-width,0px),12rem)] max-w-[calc(100vw-1.5rem)] rounded-panel border border-line bg-raised p-1 shadow-overlay outline-none transition duration-120 ease-calm data-entering:-translate-y-1 data-entering:opacity-0 data-exiting:opacity-0";

export const OPTION =
  "group flex min-h-control cursor-default select-none items-center gap-2.5 rounded-small px-2 py-1 text-control text-ink outline-none data-focused:bg-sunken data-hovered:bg-sunken data-focus-visible:outline-2 data-focus-visible:-outline-offset-2 data-focus-visible:outline-focus data-disabled:text-ink-faint [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-muted";

/** Ground behind everything that must be answered or closed first. */
export const SCRIM =
  "fixed inset-0 z-50 bg-scrim transition-opacity duration-150 data-entering:opacity-0 data-exiting:opacity-0";
