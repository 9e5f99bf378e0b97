import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { markClientAddress, markedClientAddress } from "./client-origin";

/** What Next's pages see of a request with these headers that came through the server in front. */
function seenBehindFront(sent: Record<string, string>, trustedProxies: readonly string[] = []): string {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: "192.0.2.1" });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, sent);
  markClientAddress(request, trustedProxies);
  const pairs = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return markedClientAddress(new Headers(pairs));
}

test("pages see the address of the socket", () => {
  expect(seenBehindFront({})).toBe("192.0.2.1");
});

test("forwarded addresses count behind a trusted proxy only", () => {
  expect(seenBehindFront({ "x-forwarded-for": "203.0.113.9" })).toBe("192.0.2.1");
  expect(seenBehindFront({ "x-forwarded-for": "203.0.113.9" }, ["192.0.2.0/24"])).toBe("203.0.113.9");
});

test("a client cannot write the address itself", () => {
  const forged = { "x-pelagos-client-address": "203.0.113.9", "x-pelagos-front": "0".repeat(32) };
  expect(seenBehindFront(forged)).toBe("192.0.2.1");
  expect(markedClientAddress(new Headers(forged))).toBe("unknown");
});
