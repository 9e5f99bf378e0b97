const networkCodes = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND"];
/** Prisma: unreachable, timed out, closed, no connection from the pool in time. */
const prismaCodes = ["P1001", "P1002", "P1008", "P1017", "P2024"];
/** What pg says where it has no code. */
const sentences =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/**
 * True for an error that says that a database did not answer, as opposed to one that says what is wrong with a
 * statement: the call is not at fault and may be repeated. Classes 08 and 53, 57P01 to 57P05 and read-only 25006 (a
 * failed-over server) as in PostgreSQL's appendix A.
 */
export function isDatabaseLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  const known =
    networkCodes.includes(code) || prismaCodes.includes(code) || /^(08...|53...|57P0[1-5]|25006)$/.test(code);
  return known || sentences.test(error.message) || isDatabaseLost(error.cause);
}
