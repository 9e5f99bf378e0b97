import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";

/** What a call waits for its zone to be signed, in milliseconds; a large zone is signed after the answer. */
const WAIT_MS = 3_000;
const MARGIN_MS = 500;

/** Does what is due for a zone, by `tendZone` or `publishZone`, and waits for that as long as a call can. */
export async function tendSoon(
  tend: (zoneId: string) => Promise<unknown>,
  zoneId: string,
  deadlineMs: number,
): Promise<void> {
  const waitMs = Math.min(WAIT_MS, deadlineMs - clock.monotonicMs() - MARGIN_MS);
  const tending = tend(zoneId).catch((error: unknown) => {
    log.error({ zone: zoneId, error: String(error) }, "zone not tended");
  });
  if (waitMs <= 0) return;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([tending, patience]);
  clearTimeout(timer);
}
