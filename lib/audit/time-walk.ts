import { clock } from "@/lib/platform/clock";

/** From inclusive, to exclusive; milliseconds of the wall clock. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** First step back; records of the busiest organisation in it are read in a moment. */
const FIRST_STEP_MS = 2_000;
/** How long reading one step should take, so that the next can still be made smaller. */
const STEP_MS_WANTED = 40;
const GROWTH_MAX = 8;

/**
 * Walks back through a span in steps, the newest first: long ones where little happened, short ones where much did. Ends when `visit` answers
 * false, when the span is done, or at the deadline (monotonic milliseconds); answers how far back everything was visited, null = all of it. `firstStepMs` is for visits that end by themselves.
 * So a search for something rare takes bounded time however much was recorded.
 */
export async function walkBack(
  span: Span,
  deadlineMs: number,
  visit: (step: Span) => Promise<boolean>,
  firstStepMs = FIRST_STEP_MS,
): Promise<number | null> {
  let lengthMs = firstStepMs;
  let toMs = span.toMs;
  while (toMs > span.fromMs) {
    const startedMs = clock.monotonicMs();
    if (startedMs >= deadlineMs) return toMs;
    const fromMs = Math.max(span.fromMs, toMs - lengthMs);
    const goesOn = await visit({ fromMs, toMs });
    toMs = fromMs;
    if (!goesOn) break;
    const tookMs = Math.max(1, clock.monotonicMs() - startedMs);
    lengthMs = Math.max(1, Math.round(lengthMs * Math.min(GROWTH_MAX, STEP_MS_WANTED / tookMs)));
  }
  return toMs > span.fromMs ? toMs : null;
}
