import { shared } from "./shared";

/** Time as the product sees it: wall time for records, a monotonic count of milliseconds for ages and limits. */
export interface Clock {
  now(): Date;
  /** The same moment in milliseconds since 1970, where no object is needed. */
  nowMs(): number;
  /** Milliseconds since an arbitrary start; never goes back when the wall clock is set. */
  monotonicMs(): number;
}

/** Control of a fake clock in tests: it stands still until it is told otherwise. */
export interface FakeClock {
  /** Moves wall time only, as an operator setting the machine's clock would. */
  set(time: Date | string): void;
  /** Moves wall time and monotonic time forward, in milliseconds. */
  advance(ms: number): void;
  /** Gives real time back. */
  restore(): void;
}

const realClock: Clock = { now: () => new Date(), nowMs: () => Date.now(), monotonicMs: () => performance.now() };

const held = shared("clock", () => ({ current: realClock }));

/** The only source of time in the product; both module graphs of a process see the same one. */
export const clock: Clock = {
  now: () => held.current.now(),
  nowMs: () => held.current.nowMs(),
  monotonicMs: () => held.current.monotonicMs(),
};

/** Replaces time with a clock that stands at `time` until moved. For tests; call `restore` afterwards. */
export function useFakeClock(time: Date | string): FakeClock {
  let wallMs = new Date(time).getTime();
  let elapsedMs = 0;
  held.current = { now: () => new Date(wallMs), nowMs: () => Math.trunc(wallMs), monotonicMs: () => elapsedMs };
  return {
    set(next) {
      wallMs = new Date(next).getTime();
    },
    advance(ms) {
      wallMs += ms;
      elapsedMs += ms;
    },
    restore() {
      held.current = realClock;
    },
  };
}
