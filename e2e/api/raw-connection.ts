import { once } from "node:events";
import { connect } from "node:net";
import { finished } from "node:stream/promises";
import type { Installation } from "./kms-client";

/** An answer as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/**
 * Sends a request as plain HTTP/1.1 over a connection of its own: every header line as given, the whole body first, and
 * nothing is read before all of it is sent, as blocking clients do. Throws where the connection breaks on the way.
 */
export async function sendThenRead(
  { url }: Installation,
  requestLine: string,
  headers: readonly string[],
  body: Buffer = Buffer.alloc(0),
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.pause();
  let failure: Error | null = null;
  socket.on("error", (error) => {
    failure = error;
  });
  await once(socket, "connect");
  const head = [`${requestLine} HTTP/1.1`, `Host: ${host}`, "Connection: close", ...headers, "", ""].join("\r\n");
  socket.write(head);
  await new Promise<void>((resolve, reject) => socket.write(body, (error) => (error ? reject(error) : resolve())));
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk)).resume();
  await finished(socket, { writable: false }).catch(() => {});
  if (failure !== null) throw failure;
  const text = Buffer.concat(chunks).toString("utf8");
  const end = text.indexOf("\r\n\r\n");
  return { status: Number(text.slice(9, 12)), head: text.slice(0, end), body: text.slice(end + 4) };
}
