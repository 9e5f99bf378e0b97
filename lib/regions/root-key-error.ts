/** A root key cannot be read, made or used. The message is a full sentence for the operator and never carries key material. */
export class RootKeyError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "RootKeyError";
  }
}
