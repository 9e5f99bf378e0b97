import { parseCheckpoint } from "./checkpoint-text";

/** A record is made up to some seconds before its group, perhaps by a clock that differs a little. */
const MARGIN_MS = 300_000;

/** The months whose payloads signed retention entries allow to be gone. */
export class RemovedMonths {
  readonly #months = new Map<string, { readonly fromMs: number; readonly toMs: number }>();

  /** Takes the retention entries of a checkpoint. */
  takeFrom(text: string): void {
    for (const event of parseCheckpoint(text)?.events ?? []) {
      if (event.kind === "retention") this.#months.set(event.month, spanOf(event.month));
    }
  }

  /** Whether the payload of a record in a group of this time may be gone. */
  covers(groupTime: Date): boolean {
    const ms = groupTime.getTime();
    return [...this.#months.values()].some(({ fromMs, toMs }) => ms >= fromMs - MARGIN_MS && ms < toMs + MARGIN_MS);
  }
}

/** First millisecond of a month (`2031-01`, UTC) and of the next. */
export function spanOf(month: string): { readonly fromMs: number; readonly toMs: number } {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return { fromMs: Date.UTC(year, number - 1), toMs: Date.UTC(year, number) };
}
