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
