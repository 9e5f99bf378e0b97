import type { IncomingMessage } from "node:http";
import { type BodyErrors, readIncoming, readStream } from "@/lib/platform/body";
import { tooLarge } from "./instance-error";
import { INSTANCE_BODY_BYTES_MAX } from "./is-instance-call";

/** What is read of a request, whoever received it. */
export interface InstanceInput {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Address of the socket's other end; undefined where the request came through Next. */
  readonly socketAddress: string | undefined;
  /** Every header by its lower-case name; several of one name joined by commas. */
  headers(): Iterable<readonly [name: string, value: string]>;
  header(name: string): string | null;
  /** The body, at most 3 MiB. Error: an InstanceError with status 413. */
  readBody(): Promise<Uint8Array>;
}

/** A request as the server's own listener received it. */
export function nodeInstanceInput(incoming: IncomingMessage): InstanceInput {
  const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(", ") : value);
  return {
    method: incoming.method ?? "",
    target: incoming.url ?? "",
    socketAddress: incoming.socket.remoteAddress,
    headers: () => Object.entries(incoming.headers).map(([name, value]) => [name, textOf(value) ?? ""] as const),
    header: (name) => textOf(incoming.headers[name]) ?? null,
    readBody: () => readIncoming(incoming, INSTANCE_BODY_BYTES_MAX, bodyErrors),
  };
}

/** A request as Next hands it over, whose path is not the one that was asked for. */
export function webInstanceInput(request: Request): InstanceInput {
  return {
    method: request.method,
    target: `/${new URL(request.url).search}`,
    socketAddress: undefined,
    headers: () => request.headers.entries(),
    header: (name) => request.headers.get(name),
    readBody: () => readStream(request.body, INSTANCE_BODY_BYTES_MAX, bodyErrors),
  };
}

/** The client gave up while sending: there is nobody to answer. */
export class ClientGone extends Error {
  constructor() {
    super("the client ended the connection");
    this.name = "ClientGone";
  }
}

const bodyErrors: BodyErrors = { tooLarge, gone: () => new ClientGone() };
