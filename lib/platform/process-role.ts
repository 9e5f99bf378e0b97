import { getPriority, setPriority } from "node:os";
import { readEnvironment } from "./config";

/**
 * What one process of the server does. `all`: everything, where there is only one. Else `api` answers calls, `console` draws
 * pages, and `background` runs jobs and signs checkpoints.
 */
export type ProcessRole = "all" | "api" | "console" | "background";

const ROLE_VARIABLE = "PELAGOS_PROCESS_ROLE";
const CONSOLE_SOCKET_VARIABLE = "PELAGOS_CONSOLE_SOCKET";
const FRONT_PROOF_VARIABLE = "PELAGOS_FRONT_PROOF";

/** What the processes of one server have in common; the primary makes it up before it starts them. */
export interface ProcessGroup {
  /** Where the console process listens for requests that `api` processes hand on. */
  readonly consoleSocket: string;
  /** Proves that a process of this server, and not a client, wrote the address of the client. */
  readonly frontProof: string;
}

/** Environment of a process with that role. */
export function roleEnvironment(role: ProcessRole, group: ProcessGroup): Readonly<Record<string, string>> {
  return {
    [ROLE_VARIABLE]: role,
    [CONSOLE_SOCKET_VARIABLE]: group.consoleSocket,
    [FRONT_PROOF_VARIABLE]: group.frontProof,
  };
}

/** The role of this process; `all` where nobody gave it one. */
export function processRole(): ProcessRole {
  const role = readEnvironment(ROLE_VARIABLE);
  return role === "api" || role === "console" || role === "background" ? role : "all";
}

/** What this process shares with the others of its server; null where there are no others. */
export function processGroup(): ProcessGroup | null {
  const consoleSocket = readEnvironment(CONSOLE_SOCKET_VARIABLE);
  const frontProof = readEnvironment(FRONT_PROOF_VARIABLE);
  return consoleSocket === undefined || frontProof === undefined ? null : { consoleSocket, frontProof };
}

/** Whether jobs run and checkpoints are signed in this process. */
export const doesBackgroundWork = () => processRole() === "all" || processRole() === "background";

/** A weight of about a third: background work goes on under full load, and calls go first. */
const BACKGROUND_NICENESS = 5;

/** Lets everything else go first, where this process does nothing but background work. */
export function yieldToCalls(): void {
  if (processRole() === "background") lowerPriority(BACKGROUND_NICENESS);
}

/** At least that niceness, for this process or, on Linux, this thread. One that has more keeps it: only root may go back. */
export function lowerPriority(niceness: number): void {
  setPriority(Math.max(getPriority(), niceness));
}
