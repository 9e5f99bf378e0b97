/**
 * A reason not to start that the person at the terminal can act on. Its message is one complete sentence; the command
 * prints it without a stack trace and exits 1.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}
