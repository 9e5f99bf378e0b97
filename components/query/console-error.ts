/** A read of the console that failed: what to show, and the request id for whoever looks into it. */
export class ConsoleError extends Error {
  override readonly name = "ConsoleError";
  readonly code: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly requestId: string | null;

  constructor(facts: { code: string; message: string; status: number; requestId: string | null }) {
    super(facts.message);
    this.code = facts.code;
    this.status = facts.status;
    this.requestId = facts.requestId;
  }
}

/** Whether a read failed for a right that the reader lacks: asking again does not give it. */
export function isRefusal(error: Error | null): boolean {
  return error instanceof ConsoleError && error.status === 403;
}
