import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const SAMPLE_MS = 300;

let least = 1;

/** The least of all shares measured so far. */
export function leastIdleShare(): number {
  return least;
}

/** Share of the machine's processor time that nobody uses at this moment, from 0 to 1. Call it between runs. */
export async function idleShare(): Promise<number> {
  const before = times();
  await sleep(SAMPLE_MS);
  const after = times();
  const share = (after.idle - before.idle) / Math.max(1, after.total - before.total);
  least = Math.min(least, share);
  return share;
}

function times(): { idle: number; total: number } {
  const all = cpus().map(({ times }) => times);
  const sum = (figure: (each: (typeof all)[number]) => number) => all.reduce((total, each) => total + figure(each), 0);
  return {
    idle: sum(({ idle }) => idle),
    total: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
  };
}
