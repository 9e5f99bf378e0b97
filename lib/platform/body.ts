import type { IncomingMessage, ServerResponse } from "node:http";

/** Most bytes of a refused body that are still taken in, and the longest time for it in milliseconds. */
const DRAIN_BYTES_MAX = 16_777_216;
const DRAIN_MS_MAX = 2_000;

/**
 * Answers at once, and closes the connection only after the rest of the body: many clients read the answer when they have
 * sent everything, and a connection that is closed under them loses it. At most 16 MiB and 2 seconds are given to it.
 */
export function endAfterDraining(outgoing: ServerResponse<IncomingMessage>, answer: string | Uint8Array): void {
  const { req: incoming } = outgoing;
  // Node refuses to write nothing; the headers go out with it.
  if (answer.length > 0) outgoing.write(answer);
  else outgoing.flushHeaders();
  let bytes = 0;
  const end = () => {
    clearTimeout(limit);
    incoming.off("data", count);
    outgoing.end();
  };
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES_MAX) end();
  };
  const limit = setTimeout(end, DRAIN_MS_MAX);
  for (const event of ["end", "error", "close"]) incoming.once(event, end);
  if (incoming.readableEnded || incoming.destroyed) end();
  else incoming.on("data", count).resume();
}

/** What a reader of bodies rejects with. */
export interface BodyErrors {
  /** The body has more than so many bytes. */
  tooLarge(bytesMax: number): Error;
  /** The client ended the connection, or sent too slowly, before its body was whole. */
  gone(): Error;
}

/** A body as the server's own listener receives it, at most so many bytes; what is more stays unread. */
export function readIncoming(incoming: IncomingMessage, bytesMax: number, errors: BodyErrors): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (incoming.destroyed) return reject(errors.gone());
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        incoming.off("data", take).pause();
        chunks.length = 0;
        reject(errors.tooLarge(bytesMax));
      } else chunks.push(chunk);
    };
    incoming.on("data", take);
    incoming.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const endEarly = () => {
      if (!incoming.readableEnded) reject(errors.gone());
    };
    incoming.on("error", endEarly);
    // Comes after every body, whole or not.
    incoming.on("close", endEarly);
  });
}

/** A body as Next hands it over, at most so many bytes; what is more is taken in before the refusal. */
export async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  bytesMax: number,
  errors: Pick<BodyErrors, "tooLarge">,
): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream.values({ preventCancel: true })) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) break;
    chunks.push(chunk);
  }
  if (bytes <= bytesMax) return Buffer.concat(chunks);
  await drainStream(stream);
  throw errors.tooLarge(bytesMax);
}

/** Takes in the rest of a refused body within the same bounds, where the answer cannot be sent before. */
export async function drainStream(stream: ReadableStream<Uint8Array> | null): Promise<void> {
  if (stream === null) return;
  const reader = stream.getReader();
  const limit = setTimeout(() => void reader.cancel().catch(() => {}), DRAIN_MS_MAX);
  let bytes = 0;
  try {
    while (bytes <= DRAIN_BYTES_MAX) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
    }
  } catch {
    // The client gave up: nobody is left to answer.
  } finally {
    clearTimeout(limit);
    reader.releaseLock();
  }
}
