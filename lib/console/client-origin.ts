import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { clientAddress, UNKNOWN_ADDRESS } from "@/lib/iam/client-address";
import { processGroup } from "@/lib/platform/process-role";
import { shared } from "@/lib/platform/shared";

const ADDRESS_HEADER = "x-pelagos-client-address";
const PROOF_HEADER = "x-pelagos-front";

/** Known to this server's processes only: proves that the server in front, and not the client, wrote the address. */
const proof = () => shared("console.front-proof", () => processGroup()?.frontProof ?? randomBytes(16).toString("hex"));

/**
 * Writes the address of a call's client where the pages and route handlers behind Next find it: Next hides the socket from
 * them. For the server in front, on every request that it hands to Next.
 */
export function markClientAddress(request: IncomingMessage, trustedProxies: readonly string[]): void {
  const { headers, socket } = request;
  const forwarded = headers["x-forwarded-for"];
  const forwardedFor = Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
  headers[ADDRESS_HEADER] = clientAddress({ socketAddress: socket.remoteAddress, forwardedFor, trustedProxies });
  headers[PROOF_HEADER] = proof();
}

/** The address that the server in front wrote; `unknown` where Next runs without it. */
export function markedClientAddress(headers: Headers): string {
  if (!isProof(headers.get(PROOF_HEADER) ?? "")) return UNKNOWN_ADDRESS;
  return headers.get(ADDRESS_HEADER) ?? UNKNOWN_ADDRESS;
}

function isProof(text: string): boolean {
  const [given, wanted] = [Buffer.from(text), Buffer.from(proof())];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
