import { BlockList, isIP } from "node:net";

/** Where a connection came from and what the proxies in between wrote down. */
export interface AddressFacts {
  /** Address of the socket's other end; undefined when the socket is gone. */
  readonly socketAddress: string | undefined;
  /** The header `X-Forwarded-For`, several joined by commas. */
  readonly forwardedFor: string | null | undefined;
  /** Addresses and CIDR networks of our own proxies (TRUSTED_PROXIES). */
  readonly trustedProxies: readonly string[];
}

/** What stands for an address that is not known. */
export const UNKNOWN_ADDRESS = "unknown";

const blockLists = new WeakMap<readonly string[], BlockList>();

/**
 * The address a call came from. `X-Forwarded-For` counts only as far as our own proxies wrote it: hops are read from the
 * right while the one before is a trusted proxy; the first that is not is the client. Everything to its left is what the
 * client claims about itself. A malformed hop ends the walk at the proxy that passed it on. Canonical: IPv4 dotted, IPv6
 * in lower case and compressed, IPv4 inside IPv6 as IPv4, no port and no zone.
 */
export function clientAddress({ socketAddress, forwardedFor, trustedProxies }: AddressFacts): string {
  let address = socketAddress === undefined ? null : canonicalAddress(socketAddress);
  if (address === null) return UNKNOWN_ADDRESS;
  if (!forwardedFor || trustedProxies.length === 0) return address;
  const trusted = blockListOf(trustedProxies);
  for (const hop of forwardedFor.split(",").reverse()) {
    if (!isTrusted(trusted, address)) return address;
    const before = canonicalAddress(withoutPort(hop.trim()));
    if (before === null) return address;
    address = before;
  }
  return address;
}

/**
 * What failed attempts are counted under: an IPv4 address, or the /64 network of an IPv6 one, because one subscriber holds
 * at least that many addresses.
 */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

function canonicalAddress(text: string): string | null {
  const family = isIP(text);
  if (family === 4) return text;
  if (family === 0) return null;
  const withoutZone = text.split("%")[0] ?? text;
  const canonical = new URL(`http://[${withoutZone}]/`).hostname.slice(1, -1);
  return ipv4Inside(canonical) ?? canonical;
}

/** `::ffff:7f00:1` is how an IPv6 listener shows 127.0.0.1. */
function ipv4Inside(canonical: string): string | null {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return null;
  const value = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

/** `192.0.2.1:80` and `[2001:db8::1]:443`, as some proxies write them; a bare IPv6 address has no port. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(hop);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  const plain = /^([0-9.]+):\d{1,5}$/.exec(hop);
  return plain?.[1] ?? hop;
}

function isTrusted(trusted: BlockList, address: string): boolean {
  return trusted.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}

function blockListOf(networks: readonly string[]): BlockList {
  const known = blockLists.get(networks);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  blockLists.set(networks, list);
  return list;
}

function addNetwork(list: BlockList, network: string): void {
  const [address = "", prefix] = network.split("/");
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  if (prefix === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(prefix), family);
}
