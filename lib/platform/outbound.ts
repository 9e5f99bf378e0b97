import { promises as dns, type LookupAddress } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP } from "node:net";
import { config } from "./config";

/** Longest time of one call from resolving the name to the last byte, in milliseconds. */
export const OUTBOUND_MS_MAX = 5_000;
/** Largest answer in bytes. */
export const OUTBOUND_BYTES_MAX = 1_048_576;

/** A call that was not made, or whose answer cannot be used; the message is for operators and names no inner address. */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
}

/** How an answer of another server came. */
export interface OutboundAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Bounds of one call, where they differ from the usual ones. */
export interface OutboundLimits {
  readonly milliseconds?: number;
  readonly bytes?: number;
}

/**
 * Networks that are not the public internet. Sources: IANA special-purpose address registries (RFC 6890); cloud metadata
 * services live in 169.254.0.0/16, fd00:ec2::/32 (inside fc00::/7), 100.100.100.200 and 168.63.129.16.
 */
const PRIVATE_NETWORKS: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
/** Of IPv6 only global unicast is public; these parts of it are not, or carry an IPv4 address inside. */
const GLOBAL_UNICAST = ["2000::", 3] as const;
const PRIVATE_NETWORKS_6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const privateAddresses = new BlockList();
for (const [network, prefix] of PRIVATE_NETWORKS) privateAddresses.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of PRIVATE_NETWORKS_6) privateAddresses.addSubnet(network, prefix, "ipv6");
const publicAddresses6 = new BlockList();
publicAddresses6.addSubnet(GLOBAL_UNICAST[0], GLOBAL_UNICAST[1], "ipv6");

/** Whether an address belongs to the public internet. IPv4 inside IPv6 never counts as public. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !privateAddresses.check(address, "ipv4");
  return family === 6 && publicAddresses6.check(address, "ipv6") && !privateAddresses.check(address, "ipv6");
}

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

const resolveName: Resolve = (hostname) => dns.lookup(hostname, { all: true });

/** What is sent beside the address, where it is more than a question. */
interface OutboundRequest {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * The only way in which the server side fetches anything: GET of an http or https address. The name is resolved once, every
 * address it has must be public or allowed by PELAGOS_OUTBOUND_ALLOW, and the connection goes to those addresses, so that a
 * name that resolves differently a moment later changes nothing. Plain http is for allowed hosts only. Redirects are not
 * followed: they are answers of another status. No cookies, no credentials, no proxy. Throws OutboundError.
 */
export async function fetchOutbound(
  address: string,
  limits: OutboundLimits = {},
  resolve: Resolve = resolveName,
): Promise<OutboundAnswer> {
  return callOutbound(address, { method: "GET" }, limits, resolve);
}

/** The same for sending JSON, or what the headers call it: POST under the rules of `fetchOutbound`. Throws OutboundError; any status is an answer. */
export async function postOutbound(
  address: string,
  json: string,
  headers: Readonly<Record<string, string>> = {},
  limits: OutboundLimits = {},
): Promise<OutboundAnswer> {
  const request = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: json } as const;
  return callOutbound(address, request, limits, resolveName);
}

async function callOutbound(
  address: string,
  request: OutboundRequest,
  limits: OutboundLimits,
  resolve: Resolve,
): Promise<OutboundAnswer> {
  const url = urlOf(address);
  const signal = AbortSignal.timeout(limits.milliseconds ?? OUTBOUND_MS_MAX);
  try {
    const addresses = await checkedAddresses(url, signal, resolve);
    return await exchange(url, request, addresses, signal, limits.bytes ?? OUTBOUND_BYTES_MAX);
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    if (signal.aborted) throw new OutboundError(`${url.host} did not answer in time.`);
    throw new OutboundError(`${url.host} cannot be reached.`, { cause: error });
  }
}

function urlOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new OutboundError("Only http and https can be called.");
  if (url.username !== "" || url.password !== "") throw new OutboundError("An address must not carry a password.");
  return url;
}

async function checkedAddresses(url: URL, signal: AbortSignal, resolve: Resolve): Promise<readonly LookupAddress[]> {
  const hostname = hostOf(url);
  const family = isIP(hostname);
  const found = family === 0 ? await abortable(resolve(hostname), signal) : [{ address: hostname, family }];
  if (found.length === 0) throw new OutboundError(`${url.host} has no address.`);
  requireAllowed(url, found);
  return found;
}

const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, "$1");
const isNamed = (url: URL) => config().outboundAllow.includes(hostOf(url).toLowerCase());

function requireAllowed(url: URL, found: readonly LookupAddress[]): void {
  const allowed = isNamed(url) ? () => true : isAllowedNetwork;
  if (!found.every(({ address }) => allowed(address) || isPublicAddress(address))) {
    throw new OutboundError(`${url.host} is in a private network; PELAGOS_OUTBOUND_ALLOW can name it.`);
  }
  if (url.protocol === "http:" && !found.every(({ address }) => allowed(address))) throw mustBeHttps(url);
}

const mustBeHttps = ({ host }: URL) =>
  new OutboundError(`${host} must be called with https, unless PELAGOS_OUTBOUND_ALLOW names it.`);

/**
 * Refuses an address that could never be called as it is written, before anybody relies on it: nothing is resolved, and
 * every call checks what the name then stands for. Throws OutboundError.
 */
export function requireCallable(address: string): void {
  const url = urlOf(address);
  const family = isIP(hostOf(url));
  // A name may stand for an address in a network that is allowed; whether it does, only a call can tell.
  const mayBeAllowed = isNamed(url) || config().outboundAllow.some((entry) => isIP(entry.split("/")[0] ?? "") !== 0);
  if (family !== 0) requireAllowed(url, [{ address: hostOf(url), family }]);
  else if (url.protocol === "http:" && !mayBeAllowed) throw mustBeHttps(url);
}

/** Whether an address may be sent to: it is public, or PELAGOS_OUTBOUND_ALLOW names it or its network. */
export function isReachableAddress(address: string): boolean {
  return isPublicAddress(address) || isAllowedNetwork(address);
}

function isAllowedNetwork(address: string): boolean {
  return config().outboundAllow.some((entry) => {
    const [network = "", prefix] = entry.split("/");
    const family = isIP(network);
    if (family === 0 || family !== isIP(address)) return false;
    const list = new BlockList();
    const word = family === 4 ? "ipv4" : "ipv6";
    list.addSubnet(network, prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix), word);
    return list.check(address, word);
  });
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((settle, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(settle, reject);
  });
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

function exchange(
  url: URL,
  { method, headers: given, body }: OutboundRequest,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
  bytesMax: number,
): Promise<OutboundAnswer> {
  const lookup = (_name: string, { all }: { all?: boolean }, found: LookupCallback) => {
    const [first] = addresses;
    if (all) found(null, [...addresses]);
    else found(null, first?.address ?? "", first?.family);
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const headers = { accept: "application/json", "accept-encoding": "identity", "user-agent": "pelagos", ...given };
  return new Promise((settle, reject) => {
    // A connection of its own: one that is kept could lead to an address that was checked under other rules.
    const outgoing = send(url, { method, agent: false, headers, lookup, signal }, (answer) => {
      readAnswer(answer, url.host, bytesMax).then(
        (body) => settle({ status: answer.statusCode ?? 0, body }),
        (error: unknown) => {
          outgoing.destroy();
          reject(error);
        },
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function readAnswer(answer: IncomingMessage, host: string, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new OutboundError(`${host} answered with more than ${bytesMax} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
