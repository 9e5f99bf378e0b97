import { KmsError } from "@/lib/contract/kms-error";
import { shared } from "@/lib/platform/shared";

/** Reads without a credential that are at the database at the same time; the other connections stay for callers we know. */
const AT_ONCE = 2;
const WAITING_MAX = 200;

interface Turns {
  running: number;
  readonly waiting: (() => void)[];
}

const turns = () => shared<Turns>("public-turns", () => ({ running: 0, waiting: [] }));

/** Runs work that anybody can ask for, two at a time. Error: unavailable where too many already wait. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const held = turns();
  if (held.running >= AT_ONCE) {
    if (held.waiting.length >= WAITING_MAX) {
      throw new KmsError("unavailable", { detail: "too many calls without a credential", retryAfterInSeconds: 1 });
    }
    await new Promise<void>((resolve) => held.waiting.push(resolve));
  } else held.running += 1;
  try {
    return await work();
  } finally {
    const next = held.waiting.shift();
    if (next === undefined) held.running -= 1;
    else next();
  }
}
